import type { SpeedReport } from './speed-report.ts';

/** Whether more wanted to run than the measurement itself, which is one process at a time. */
export function wasBusy({ load, cpus }: Pick<SpeedReport, 'load' | 'cpus'>): boolean {
  return load > cpus + 1;
}

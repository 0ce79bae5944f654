import type { RunHead } from '../../record/run-record.ts';
import type { SpeedEnvironment, SpeedReport } from './speed-report.ts';

const compared = ['cpuModel', 'cores', 'platform', 'arch', 'node', 'mapswell'] as const;

const words: Readonly<Record<(typeof compared)[number], string>> = {
  cpuModel: 'CPU',
  cores: 'number of CPUs',
  platform: 'platform',
  arch: 'architecture',
  node: 'Node.js',
  mapswell: 'mapswell',
};

/**
 * Why ratios that were measured elsewhere say nothing of a run: the first thing that differs, of any
 * machine that it ran on. `null` where nothing does.
 */
export function otherMachine(record: RunHead, speed: SpeedReport): string | null {
  const places: readonly SpeedEnvironment[] = [
    record.environment,
    ...(record.shards ?? []).map(({ environment }) => environment),
  ];
  for (const place of places)
    for (const key of compared)
      if (place[key] !== speed.environment[key])
        return `the run had ${words[key]} ${place[key]}, the speeds ${speed.environment[key]}`;
  return null;
}

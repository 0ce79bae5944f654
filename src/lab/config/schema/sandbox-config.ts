import type { Limits } from './limits.ts';
import type { Written } from './written.ts';

/** What `sandbox.config.ts` says: limits, rounds, where scenarios and reports are. */
export interface SandboxConfig {
  /** Folder of the scenarios, from the configuration file. @default 'scenarios' */
  readonly scenarios?: string;
  /** Folder that runs write to, from the configuration file. @default 'reports' */
  readonly reports?: string;
  /** What every process of a cell may use. @default { memoryBytes: '2GiB', cpus: 4 } */
  readonly limits?: Partial<Limits>;
  /** Timed rounds of each cell, each in a fresh process. @default 5 */
  readonly rounds?: number;
  /** Seed of the order of the rounds and of every workload. @default 1 */
  readonly seed?: number;
  /** Milliseconds after which a process of a cell is ended. @default 60000 */
  readonly timeLimitMs?: number;
  /** Mean number of operations between two latency samples. @default 128 */
  readonly latencySampleInterval?: number;
  /** What `calibrate` may spend on false alarms, and how early a warning must come. */
  readonly alerts?: Partial<AlertBudget>;
}

/** The budget of an alert. */
export interface AlertBudget {
  /** False alarms that are affordable, per series and day. @default 0.1 */
  readonly falseAlarmsPerSeriesDay: number;
  /** Minutes from alarm to exhaustion. @default 23 */
  readonly leadMinutes: number;
}

/** Types `sandbox.config.ts`. Checks nothing: the file is validated when it is loaded. */
export function defineConfig(config: Written<SandboxConfig>): Written<SandboxConfig> {
  return config;
}

import type { Limits } from './schema/limits.ts';
import type { AlertBudget } from './schema/sandbox-config.ts';

/** What holds where neither the configuration, nor the scenario, nor a flag says otherwise. */
export const defaults: {
  readonly limits: Limits;
  readonly rounds: number;
  readonly seed: number;
  readonly timeLimitMs: number;
  readonly latencySampleInterval: number;
  readonly stringKeyBytes: number;
  readonly alerts: AlertBudget;
} = {
  limits: { memoryBytes: 2 * 2 ** 30, cpus: 4 },
  rounds: 5,
  seed: 1,
  timeLimitMs: 60_000,
  latencySampleInterval: 128,
  stringKeyBytes: 16,
  alerts: { falseAlarmsPerSeriesDay: 0.01, leadMinutes: 23 },
};

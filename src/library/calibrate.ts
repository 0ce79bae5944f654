import { SandboxError } from '../base/primitives/errors/sandbox-error.ts';
import { type DurationText, durationOf } from '../base/primitives/quantities/parse-quantity.ts';
import { defined } from '../base/primitives/defined.ts';
import { defaults } from '../lab/config/defaults.ts';
import { calibrate as calibrateTraces } from '../live/calibrate/calibration/calibrate.ts';
import type { Calibration } from '../live/calibrate/calibration/calibration.ts';
import { refuseUnknownKeys } from './refuse-unknown-keys.ts';
import { sourceKeys, type TraceSource, tracesOf } from './traces.ts';

/** Traces to fit alert thresholds to, and what false alarms may cost. */
export interface CalibrateOptions extends TraceSource {
  /** @default 0.01, or the smallest that the healthy days seen can show */
  readonly falseAlarmsPerSeriesDay?: number;
  /** How early a warning must come: minutes, or a text such as `'23min'`. @default 23 */
  readonly lead?: number | DurationText;
  /** Seed of the failures that are put onto healthy noise. @default 1 */
  readonly seed?: number;
  /** Threads of the search. @default the cores of this machine */
  readonly threads?: number;
}

const knownKeys = ['falseAlarmsPerSeriesDay', 'lead', 'seed', 'threads', ...sourceKeys];

/**
 * Fits the figures of every detector to about half of the traces, by a hash of their ids, and judges the best on the rest, as `mapswell
 * calibrate` does; `detect` takes the result, and so do the files of `mapswell alerts`.
 *
 * @throws SandboxError `usage` for a number out of its range, `input` for a file that cannot be read and for
 * too few traces, `invalid` where no setting keeps the budget
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration> {
  refuseUnknownKeys(options, knownKeys, 'calibrate');
  const { falseAlarmsPerSeriesDay, lead, seed = 1, threads, ...source } = options;
  const budget = {
    falseAlarmsPerSeriesDay: positive(
      falseAlarmsPerSeriesDay ?? defaults.alerts.falseAlarmsPerSeriesDay,
      'falseAlarmsPerSeriesDay',
    ),
    leadMinutes: positive(minutesOf(lead ?? defaults.alerts.leadMinutes), 'lead'),
  };
  const traces = await tracesOf(source);
  const orSmallestShown = falseAlarmsPerSeriesDay === undefined;
  return await calibrateTraces({ traces, budget, orSmallestShown, seed, ...defined({ threads }) });
}

function minutesOf(lead: number | string): number {
  const minutes = typeof lead === 'number' ? lead : durationOf(lead, 60_000);
  if (minutes !== null) return minutes;
  throw new SandboxError('usage', `expected lead to be minutes, as in 23 or '23min', got ${lead}`);
}

function positive(value: number, option: string): number {
  if (value > 0) return value;
  throw new SandboxError('usage', `expected ${option} to be above 0, got ${value}`);
}

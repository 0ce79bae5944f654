import type { AlarmEpisode } from '../live/calibrate/calibration/alarm-watch.ts';
import type { Calibration } from '../live/calibrate/calibration/calibration.ts';
import { detectAlarms } from '../live/calibrate/calibration/detect-alarms.ts';
import { readCalibration } from '../live/calibrate/calibration/read-calibration.ts';
import { historyScales, learnHistory, type SeriesHistory } from '../live/detect/series-history.ts';
import { readTraceFile } from '../live/trace/read-trace-file.ts';
import type { Trace } from '../live/trace/trace.ts';
import { refuseUnknownKeys } from './refuse-unknown-keys.ts';
import { sourceKeys, type TraceSource, tracesOf } from './traces.ts';

/** Traces to look for alarms in. */
export interface DetectOptions extends TraceSource {
  /** What `calibrate` gave, or the path of what `mapswell calibrate` wrote. */
  readonly calibration: Calibration | string;
  /** A healthy trace of the same series, or its path, to fit thresholds to. @default none */
  readonly history?: Trace | string;
}

/** The alarms of one trace. */
export interface TraceAlarms {
  readonly id: string;
  /** Minute at which memory ran out; `null` where it did not. */
  readonly exhaustedAtMinute: number | null;
  /** In the order of their start. */
  readonly episodes: readonly AlarmEpisode[];
}

/**
 * Runs the detectors of a calibration, and the forecast of growths where a trace has a map, over traces, as
 * `mapswell detect` does.
 *
 * @throws SandboxError `input` naming a file that cannot be read and what is wrong with it
 */
export async function detect(options: DetectOptions): Promise<readonly TraceAlarms[]> {
  refuseUnknownKeys(options, ['calibration', 'history', ...sourceKeys], 'detect');
  const { calibration: given, history: healthy, ...source } = options;
  const calibration = typeof given === 'string' ? await readCalibration(given) : given;
  const history = await historyOf(healthy, source);
  return (await tracesOf(source)).map((trace) => ({
    id: trace.id,
    exhaustedAtMinute: trace.ending.kind === 'exhausted' ? trace.ending.atMinute : null,
    episodes: detectAlarms(calibration, trace, history),
  }));
}

async function historyOf(
  healthy: Trace | string | undefined,
  options: TraceSource,
): Promise<SeriesHistory | null> {
  if (healthy === undefined) return null;
  const trace = typeof healthy === 'string' ? await readTraceFile(healthy, options) : healthy;
  return learnHistory(trace, historyScales);
}

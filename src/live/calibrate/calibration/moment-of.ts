import {
  createDetector,
  detectors,
  thresholdOf,
  type DetectorKind,
  type DetectorSettings,
} from '../../detect/detectors.ts';
import type { Detector } from '../../detect/detector.ts';
import { growthOfTrace } from '../../detect/growth-of-trace.ts';
import { replay } from '../../detect/replay.ts';
import type { SeriesHistory } from '../../detect/series-history.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Trace } from '../../trace/trace.ts';
import type { TimeLeft } from '../interval/climb-interval.ts';
import {
  ClimbIntervalSource,
  GrowthIntervalSource,
  type IntervalSource,
} from '../interval/interval-source.ts';
import type { Calibration } from './calibration.ts';

/** What one detector saw at one moment. */
export interface DetectorMoment {
  readonly detector: DetectorKind;
  /** Whether the calibration chose it: the others were only judged. */
  readonly isChoice: boolean;
  /** Of the last point at or before the moment; `null` before its first. */
  readonly minute: number | null;
  /** In the unit of the threshold; `null` where there was nothing to hold against it. */
  readonly value: number | null;
  readonly threshold: number;
  /** By how much the value is on the side of the alarm; below 0 where it is not. */
  readonly margin: number | null;
  /** Such as `minutes left`. */
  readonly unit: string;
  /** Points in a row on the side of the alarm, of those that it takes. */
  readonly inRow: number;
  readonly pointsInRow: number;
  readonly isUp: boolean;
  /** How far back it looks: a figure for each of its windows. */
  readonly windowsMinutes: readonly number[];
  /** With window, slope and levels, where the detector can say them. */
  readonly sentence: string | null;
  /** Of a chosen detector that forecasts: the interval, and what it is made of. */
  readonly timeLeft: (TimeLeft & { readonly sentence: string }) | null;
}

/**
 * What each detector of a calibration saw of a trace at one minute: the chosen ones first, then the
 * others that were judged.
 *
 * @throws SandboxError `usage` for a minute that the trace does not cover
 */
export function momentOf(
  calibration: Calibration,
  trace: Trace,
  history: SeriesHistory | null,
  minute: number,
): readonly DetectorMoment[] {
  const { detector, growthForecast, judged, interval, growthInterval } = calibration;
  const last = trace.minutes.at(-1) ?? 0;
  if (!(minute >= 0 && minute <= last))
    throw new SandboxError(
      'usage',
      `expected --why to be a minute from 0 to ${last} (${trace.id}), got ${minute}`,
    );
  const chosen = [detector, growthForecast];
  const others = judged
    .map(({ settings }) => settings)
    .filter(({ kind }) => chosen.every((one) => one.kind !== kind));
  const sourceFor = (settings: DetectorSettings): IntervalSource | null => {
    if (settings === growthForecast) return new GrowthIntervalSource(growthInterval);
    return settings !== detector || interval === null
      ? null
      : new ClimbIntervalSource(interval, history);
  };
  const hasMap = growthOfTrace(trace) !== null;
  return [...chosen, ...others]
    .filter(({ kind }) => hasMap || detectors[kind].watches === 'memory')
    .map((settings) => {
      const isChoice = chosen.includes(settings);
      return seenBy({ settings, isChoice, trace, history, source: sourceFor(settings) }, minute);
    });
}

/** Their sentences give figure and limit; those of the others say that the limit is passed. */
const saysEither: ReadonlySet<DetectorKind> = new Set([
  'confirmed-rise',
  'multi-scale',
  'growth-forecast',
]);

interface Seen {
  readonly settings: DetectorSettings;
  readonly isChoice: boolean;
  readonly trace: Trace;
  readonly history: SeriesHistory | null;
  readonly source: IntervalSource | null;
}

function seenBy(
  { settings, isChoice, trace, history, source }: Seen,
  until: number,
): DetectorMoment {
  const { kind, pointsInRow } = settings;
  const { scale, threshold: rule } = detectors[kind];
  const detector = createDetector(settings, { history, growth: growthOfTrace(trace) });
  const threshold = thresholdOf(settings);
  let minute: number | null = null;
  let inRow = 0;
  let upSince = 0;
  // The end of a replay is excluded.
  replay(trace, -Infinity, until + 1e-9, (sample) => {
    source?.push(sample);
    if (!detector.push(sample)) return;
    minute = sample.minute;
    inRow = detector.score > threshold ? inRow + 1 : 0;
    // Where no alarm is up, one would begin now.
    if (inRow <= pointsInRow) upSince = sample.minute;
  });
  const { score } = detector;
  const hasValue = Number.isFinite(score);
  const sign = rule.isMinutesLeft ? -1 : 1;
  return {
    detector: kind,
    isChoice,
    minute,
    value: hasValue ? sign * score : null,
    threshold: sign * threshold,
    margin: hasValue ? score - threshold : null,
    unit: scale.axis,
    inRow,
    pointsInRow,
    isUp: inRow >= pointsInRow,
    windowsMinutes: windowsOf(settings),
    sentence: hasValue && (score > threshold || saysEither.has(kind)) ? detector.explain() : null,
    timeLeft: source === null ? null : leftAt(source, detector, (minute ?? 0) - upSince),
  };
}

/** Where there is a forecast. */
function leftAt(
  source: IntervalSource,
  detector: Detector,
  minutesUp: number,
): DetectorMoment['timeLeft'] {
  if (!Number.isFinite(detector.minutesLeft)) return null;
  const left = source.timeLeft(detector, minutesUp);
  return Number.isFinite(left.high) ? { ...left, sentence: source.explain(detector) } : null;
}

/**
 * The windows of a detector. A mean that forgets by degrees weighs its past as so many points do:
 * (2 - alpha) / alpha, by the variance of an EWMA.
 */
function windowsOf(settings: DetectorSettings): readonly number[] {
  if ('windowsMinutes' in settings) return settings.windowsMinutes;
  if ('windowMinutes' in settings) return [settings.windowMinutes];
  const sampling = 'samplingMinutes' in settings ? settings.samplingMinutes : 1;
  const points = 'alpha' in settings ? (2 - settings.alpha) / settings.alpha : settings.pointsInRow;
  return [points * sampling];
}

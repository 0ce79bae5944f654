import {
  createDetector,
  thresholdOf,
  type DetectorKind,
  type DetectorSettings,
} from '../../detect/detectors.ts';
import type { Detector } from '../../detect/detector.ts';
import { growthOfTrace } from '../../detect/growth-of-trace.ts';
import { replay } from '../../detect/replay.ts';
import type { SeriesHistory } from '../../detect/series-history.ts';
import { mergeMinutes } from '../evaluate/episodes.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Calibration } from './calibration.ts';
import type { ConformalFactors } from './conformal.ts';

/** An alarm from its first point to its last, with what it said. */
export interface AlarmEpisode {
  readonly detector: DetectorKind;
  /** `critical` if exhaustion came within the lead at any point. */
  readonly level: 'warning' | 'critical';
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Minute of the first point that was critical; `null` if none was. */
  readonly criticalFromMinute: number | null;
  /** Minutes to exhaustion by the first point; `null` where the detector foresees nothing. */
  readonly forecastMinutes: number | null;
  /** Its 90 % interval; `null` where none was fitted. */
  readonly forecastInterval: { readonly low: number; readonly high: number } | null;
  /** What the detector says of the first point, and of the first critical one. */
  readonly sentence: string;
  readonly criticalSentence: string | null;
}

/** Runs the detectors of a calibration over a trace. Episodes are in the order of their start. */
export function detectAlarms(
  calibration: Calibration,
  trace: Trace,
  history: SeriesHistory | null,
): AlarmEpisode[] {
  const { detector, growthForecast, interval, budget } = calibration;
  const byBytes = episodesOf(detector, trace, history, budget.leadMinutes);
  for (const episode of byBytes) episode.forecastInterval = intervalOf(episode, interval);
  const byGrowth =
    growthForecast === null || growthOfTrace(trace) === null
      ? []
      : episodesOf(growthForecast, trace, history, budget.leadMinutes);
  return [...byBytes, ...byGrowth].toSorted((a, b) => a.fromMinute - b.fromMinute);
}

function intervalOf(
  { forecastMinutes }: AlarmEpisode,
  factors: ConformalFactors | null,
): AlarmEpisode['forecastInterval'] {
  if (factors === null || forecastMinutes === null) return null;
  // An alarm at the limit itself forecasts the next minute, as in the fit.
  const minutes = Math.max(1, forecastMinutes);
  return { low: factors.low * minutes, high: factors.high * minutes };
}

type OpenEpisode = { -readonly [Key in keyof AlarmEpisode]: AlarmEpisode[Key] };

function episodesOf(
  settings: DetectorSettings,
  trace: Trace,
  history: SeriesHistory | null,
  leadMinutes: number,
): OpenEpisode[] {
  const detector = createDetector(settings, { history, growth: growthOfTrace(trace) });
  const threshold = thresholdOf(settings);
  const episodes: OpenEpisode[] = [];
  let inRow = 0;
  replay(trace, -Infinity, Infinity, (sample) => {
    if (!detector.push(sample)) return;
    inRow = detector.score > threshold ? inRow + 1 : 0;
    if (inRow < settings.pointsInRow) return;
    const open = episodes.at(-1);
    if (open === undefined || sample.minute - open.toMinute > mergeMinutes) {
      episodes.push(startEpisode(settings.kind, detector, sample.minute));
    }
    continueEpisode(episodes.at(-1), detector, sample.minute, leadMinutes);
  });
  return episodes;
}

function startEpisode(kind: DetectorKind, detector: Detector, minute: number): OpenEpisode {
  const { minutesLeft } = detector;
  return {
    detector: kind,
    level: 'warning',
    fromMinute: minute,
    toMinute: minute,
    criticalFromMinute: null,
    forecastMinutes: Number.isFinite(minutesLeft) ? minutesLeft : null,
    forecastInterval: null,
    sentence: detector.explain(),
    criticalSentence: null,
  };
}

function continueEpisode(
  open: OpenEpisode | undefined,
  detector: Detector,
  minute: number,
  leadMinutes: number,
): void {
  if (open === undefined) return;
  open.toMinute = minute;
  if (open.level === 'critical' || detector.minutesLeft > leadMinutes) return;
  open.level = 'critical';
  open.criticalFromMinute = minute;
  open.criticalSentence = detector.explain();
}

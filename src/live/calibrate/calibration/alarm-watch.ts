import {
  createDetector,
  thresholdOf,
  type DetectorKind,
  type DetectorSettings,
} from '../../detect/detectors.ts';
import type { Detector, Sample } from '../../detect/detector.ts';
import type { SeriesContext } from '../../detect/detector-definition.ts';
import { mergeMinutes } from '../evaluate/episodes.ts';
import type { TimeLeft } from '../interval/climb-interval.ts';
import type { IntervalSource } from '../interval/interval-source.ts';

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
  readonly forecastInterval: TimeLeft | null;
  /** What the detector says of the first point, and of the first critical one. */
  readonly sentence: string;
  readonly criticalSentence: string | null;
  /** The interval at the first critical point, where that is a later one. */
  readonly criticalInterval?: TimeLeft | undefined;
}

type OpenEpisode = { -readonly [Key in keyof AlarmEpisode]: AlarmEpisode[Key] };

/** One detector on one series, sample by sample: its alarms so far. */
export class AlarmWatch {
  readonly #settings: DetectorSettings;
  readonly #detector: Detector;
  readonly #leadMinutes: number;
  readonly #interval: IntervalSource | null;
  readonly #episodes: OpenEpisode[] = [];
  #inRow = 0;

  /**
   * @param interval tells the interval of the time left; `null` where none was fitted
   * @throws SandboxError `input` on a series without what the detector watches
   */
  constructor(
    settings: DetectorSettings,
    context: SeriesContext,
    leadMinutes: number,
    interval: IntervalSource | null = null,
  ) {
    this.#settings = settings;
    this.#detector = createDetector(settings, context);
    this.#leadMinutes = leadMinutes;
    this.#interval = interval;
  }

  /** In the order of their start; the last one may go on. */
  get episodes(): readonly AlarmEpisode[] {
    return this.#episodes;
  }

  /** @returns whether an alarm began by this sample, or became critical */
  push(sample: Sample): boolean {
    this.#interval?.push(sample);
    if (!this.#detector.push(sample)) return false;
    const isAbove = this.#detector.score > thresholdOf(this.#settings);
    this.#inRow = isAbove ? this.#inRow + 1 : 0;
    if (this.#inRow < this.#settings.pointsInRow) return false;
    let open = this.#episodes.at(-1);
    const isNew = open === undefined || sample.minute - open.toMinute > mergeMinutes;
    if (open === undefined || isNew) {
      open = startEpisode(this.#settings.kind, this.#detector, sample.minute);
      open.forecastInterval = this.#timeLeft(0);
      this.#episodes.push(open);
    }
    const before = open.level;
    continueEpisode(open, this.#detector, sample.minute, this.#leadMinutes);
    if (open.level !== before && !isNew) {
      const left = this.#timeLeft(sample.minute - open.fromMinute);
      if (left !== null) open.criticalInterval = left;
    }
    return isNew || open.level !== before;
  }

  #timeLeft(minutesUp: number): TimeLeft | null {
    if (this.#interval === null || !Number.isFinite(this.#detector.minutesLeft)) return null;
    const left = this.#interval.timeLeft(this.#detector, minutesUp);
    return Number.isFinite(left.high) ? left : null;
  }
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
  open: OpenEpisode,
  detector: Detector,
  minute: number,
  leadMinutes: number,
): void {
  open.toMinute = minute;
  if (open.level === 'critical' || detector.minutesLeft > leadMinutes) return;
  open.level = 'critical';
  open.criticalFromMinute = minute;
  open.criticalSentence = detector.explain();
}

import { Climb } from '../../detect/climb.ts';
import type { Detector, Sample } from '../../detect/detector.ts';
import { formatMinutes, formatPercent } from '../../detect/format-figures.ts';
import type { SeriesHistory } from '../../detect/series-history.ts';
import { type ClimbInterval, type TimeLeft, timeLeftOf } from './climb-interval.ts';
import { type GrowthInterval, growthTimeLeft } from './growth-interval.ts';

/** Tells the interval of the time left while it watches a series. */
export interface IntervalSource {
  /** Takes every sample, in order of time. */
  push(sample: Sample): void;
  /**
   * At the last point of the detector.
   *
   * @param minutesUp since the first point of the alarm; 0 where it begins
   */
  timeLeft(detector: Detector, minutesUp: number): TimeLeft;
  /** What the interval of the last point is made of, in one sentence. */
  explain(detector: Detector): string;
}

/** By how memory has climbed so far. */
export class ClimbIntervalSource implements IntervalSource {
  readonly #interval: ClimbInterval;
  readonly #climb: Climb;

  constructor(interval: ClimbInterval, history: SeriesHistory | null) {
    this.#interval = interval;
    this.#climb = new Climb(history);
  }

  push(sample: Sample): void {
    this.#climb.push(sample);
  }

  timeLeft(_detector: Detector, minutesUp: number): TimeLeft {
    return timeLeftOf(this.#interval, this.#climb.figures(), minutesUp);
  }

  explain(): string {
    const { recent, lastHour, sinceQuarter, sinceThreeQuarters, sinceNineTenths, doneShare } =
      this.#climb.figures();
    return `${formatPercent(100 * doneShare)} of the way from the usual level to the limit is done; what is left takes ${formatMinutes(recent)} as in the last 15 minutes, ${formatMinutes(lastHour)} as in the last hour, ${formatMinutes(sinceQuarter)} as since a quarter of it was done, ${formatMinutes(sinceThreeQuarters)} as since three quarters and ${formatMinutes(sinceNineTenths)} as since nine tenths were`;
  }
}

/** By how entries come to a map. */
export class GrowthIntervalSource implements IntervalSource {
  readonly #interval: Pick<GrowthInterval, 'low' | 'high'>;

  constructor(interval: Pick<GrowthInterval, 'low' | 'high'>) {
    this.#interval = interval;
  }

  push(): void {}

  timeLeft(detector: Detector): TimeLeft {
    return growthTimeLeft(this.#interval, detector);
  }

  explain({ deviationMinutes = Infinity }: Detector): string {
    const { low, high } = this.#interval;
    return `by how unevenly entries come, the forecast has a standard deviation of ${formatMinutes(deviationMinutes)}, and ${low.toFixed(1)} to ${high.toFixed(1)} of them hold 90 %`;
  }
}

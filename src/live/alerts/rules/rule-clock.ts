import { promDuration, promNumber } from './prometheus-rule.ts';

/**
 * How long a minute of the rules lasts: a minute, or less where they are rehearsed on a compressed
 * clock, on which traffic, samples and evaluations are that much faster too.
 */
export class RuleClock {
  readonly minuteSeconds: number;

  /** @throws RangeError unless a minute lasts from 0.1 to 60 seconds */
  constructor(minuteSeconds: number = 60) {
    if (!(minuteSeconds >= 0.1 && minuteSeconds <= 60))
      throw new RangeError(`expected a minute of 0.1 to 60 seconds, got ${minuteSeconds}`);
    this.minuteSeconds = minuteSeconds;
  }

  /** Minutes of the rules as Prometheus writes a duration. */
  duration(minutes: number): string {
    return promDuration((minutes * this.minuteSeconds) / 60);
  }

  /** `60 * deriv(...)`: PromQL's rates are per second. */
  perMinute(ratePerSecond: string): string {
    return `${promNumber(this.minuteSeconds)} * ${ratePerSecond}`;
  }
}

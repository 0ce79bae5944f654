import { numberAt } from '../../base/primitives/number-at.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { SampleColumns } from './sample-columns.ts';
import type { Ending, MapType, Trace, TraceLabel } from './trace.ts';

/** Percent of the limit from which on a series of percentages is out of memory: few ever read 100. */
export const usualExhaustedAtPercent = 99.5;

/** What is known of a trace before its samples. */
export interface TraceFacts {
  readonly id: string;
  readonly source: string;
  readonly measures: 'percent' | 'bytes';
  /** The type of the map whose entries the samples have; `null` where they have none. */
  readonly mapType: MapType | null;
  /** `null` lets the samples decide: exhausted at the first that reaches the limit. */
  readonly exhaustedAtMinute: number | null;
  /** Percent that the samples then must reach. @default 99.5 of percentages, 100 of bytes */
  readonly exhaustedAtPercent?: number;
  readonly label: TraceLabel | null;
  /** Minutes on the clock of the samples at which the process started. */
  readonly processStarts?: readonly number[];
}

/** One sample as it was read, before any check. */
export interface RawSample {
  /** Minutes since any origin. */
  readonly minute: number;
  /** Percent, or bytes. */
  readonly reading: number;
  /** The limit at this sample; `null` where only percentages are known. */
  readonly limitBytes: number | null;
  /** Entries of the map; NaN where the trace has no map. */
  readonly entries: number;
}

/**
 * Checks the samples of a trace as they come and brings them into percent of their limit. What it holds
 * is bounded: of more samples than `mostSamples`, neighbours are put together.
 */
export class TraceBuilder {
  readonly #facts: TraceFacts;
  readonly #isPercent: boolean;
  readonly #exhaustedAtPercent: number;
  readonly #columns: SampleColumns;
  #before = -Infinity;
  #first = Number.NaN;
  #largestLimit = Number.NaN;
  #fullAtMinute: number | null = null;

  constructor(facts: TraceFacts, mostSamples?: number) {
    this.#facts = facts;
    this.#isPercent = facts.measures === 'percent';
    this.#exhaustedAtPercent =
      facts.exhaustedAtPercent ?? (this.#isPercent ? usualExhaustedAtPercent : 100);
    this.#columns = new SampleColumns(facts.mapType !== null, mostSamples);
  }

  /**
   * @param place where the sample stands in its source, for messages: `line 7`
   * @throws SandboxError `input` naming the source and the place of a sample that is wrong
   */
  add(sample: RawSample, place: () => string): void {
    const { minute, reading, limitBytes, entries } = sample;
    const percent = this.#isPercent ? reading : (reading / (limitBytes ?? Number.NaN)) * 100;
    // One comparison for what is nearly always right: files have tens of millions of lines.
    const isRight =
      minute > this.#before &&
      minute < Infinity &&
      reading >= 0 &&
      percent <= 100 &&
      (this.#isPercent || this.#isLimit(limitBytes)) &&
      (this.#facts.mapType === null || (entries >= 0 && entries < Infinity));
    if (!isRight)
      throw new SandboxError(
        'input',
        `${this.#whatIsWrong(sample)} (${this.#facts.source}, ${place()})`,
      );
    if (Number.isNaN(this.#first)) this.#first = minute;
    this.#before = minute;
    if (limitBytes !== null && !(limitBytes <= this.#largestLimit)) this.#largestLimit = limitBytes;
    if (percent >= this.#exhaustedAtPercent) this.#fullAtMinute ??= minute;
    this.#columns.add(minute - this.#first, percent, entries);
  }

  /**
   * @param isAbsolute whether the origin of the minutes is 1970
   * @throws SandboxError `input` for a trace of less than two samples, or with more gaps than samples
   */
  build(isAbsolute: boolean): Trace {
    const { id, source, measures, mapType, label, processStarts } = this.#facts;
    if (this.#columns.samples < 2)
      throw new SandboxError(
        'input',
        `expected a trace with at least 2 samples, got ${this.#columns.samples} (${source})`,
      );
    const { minutes, percent, entries, samplesPerPoint } = this.#columns.finish();
    this.#checkGaps(minutes);
    return {
      id,
      source,
      measures,
      minutes,
      percent,
      limitBytes: Number.isNaN(this.#largestLimit) ? null : this.#largestLimit,
      startedAtMs: isAbsolute ? Math.round(this.#first * 60_000) : null,
      map: mapType === null || entries === null ? null : { type: mapType, entries },
      ending: this.#ending(),
      label,
      ...(processStarts === undefined
        ? {}
        : { processStarts: processStarts.map((minute) => minute - this.#first) }),
      ...(samplesPerPoint === 1 ? {} : { samplesPerPoint }),
    };
  }

  #isLimit(limitBytes: number | null): boolean {
    return limitBytes !== null && limitBytes > 0 && limitBytes < Infinity;
  }

  #whatIsWrong({ minute, reading, limitBytes, entries }: RawSample): string {
    if (!Number.isFinite(minute)) return `expected a time, got ${minute}`;
    if (minute <= this.#before)
      return `expected time to run forwards, got minute ${minute} after ${this.#before}`;
    if (!Number.isFinite(reading)) return `expected a reading, got ${reading}`;
    if (this.#isPercent && !(reading >= 0 && reading <= 100))
      return `expected percent from 0 to 100, got ${reading}`;
    if (!this.#isPercent && !this.#isLimit(limitBytes))
      return `expected a limit above 0 bytes, got ${limitBytes ?? 'none'}`;
    if (reading < 0) return `expected bytes from 0, got ${reading}`;
    if (!this.#isPercent && reading > Number(limitBytes))
      return `expected at most the limit of ${limitBytes} bytes, got ${reading}`;
    return `expected entries from 0, got ${entries}`;
  }

  /** A series that is mostly absent would be judged by what was not seen. */
  #checkGaps(minutes: Float64Array): void {
    const intervals = minutes.slice(1);
    for (let i = 0; i < intervals.length; i++)
      intervals[i] = numberAt(minutes, i + 1) - numberAt(minutes, i);
    // Detectors look once a minute: what is missing within one was seen nonetheless.
    const usual = Math.max(1, intervals.toSorted()[Math.floor(intervals.length / 2)] ?? 1);
    let missing = 0;
    let covered = 1;
    for (const gap of intervals) {
      missing += Math.max(0, Math.round(gap / usual) - 1);
      covered += Math.min(1, gap / usual);
    }
    if (missing <= covered) return;
    throw new SandboxError(
      'input',
      `expected a trace with more samples than gaps, got ${minutes.length} samples and ${missing} missing ones at one per ${usual.toPrecision(3)} minutes (${this.#facts.source})`,
    );
  }

  #ending(): Ending {
    const atMinute = this.#facts.exhaustedAtMinute ?? this.#fullAtMinute;
    return atMinute === null
      ? { kind: 'never' }
      : { kind: 'exhausted', atMinute: atMinute - this.#first };
  }
}

import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { Ending, MapType, Trace, TraceLabel } from './trace.ts';

/** A trace as it was read, before any check. */
export interface RawTrace {
  readonly id: string;
  readonly source: string;
  readonly measures: 'percent' | 'bytes';
  /** Minutes since any origin. */
  readonly minutes: readonly number[];
  /** Percent, or bytes. */
  readonly readings: readonly number[];
  /** The limit at each sample, or one for all; `null` for percentages. */
  readonly limitBytes: readonly number[] | number | null;
  readonly startedAtMs: number | null;
  readonly entries: readonly number[] | null;
  readonly mapType: MapType | null;
  /** `null` lets the samples decide: exhausted at the first that reaches the limit. */
  readonly exhaustedAtMinute: number | null;
  readonly label: TraceLabel | null;
  /** Where sample i stands in its source, for messages: `line 7`. */
  readonly place: (i: number) => string;
}

/**
 * Checks a trace that was read and brings it into percent of its limit.
 *
 * @throws SandboxError `input` naming the source and the place of the first sample that is wrong
 */
export function buildTrace(raw: RawTrace): Trace {
  const { source, minutes } = raw;
  if (minutes.length < 2) {
    throw new SandboxError(
      'input',
      `expected a trace with at least 2 samples, got ${minutes.length} (${source})`,
    );
  }
  checkTime(raw);
  checkGaps(raw);
  const first = minutes[0] ?? 0;
  return {
    id: raw.id,
    source,
    measures: raw.measures,
    minutes: Float64Array.from(minutes, (minute) => minute - first),
    percent: Float64Array.from(minutes, (_, i) => percentAt(raw, i)),
    limitBytes: largestLimit(raw.limitBytes),
    startedAtMs: raw.startedAtMs,
    map: tracedMap(raw),
    ending: endingOf(raw, first),
    label: raw.label,
  };
}

function checkTime(raw: RawTrace): void {
  for (const [i, minute] of raw.minutes.entries()) {
    if (!Number.isFinite(minute)) {
      throw refuse(raw, i, `expected a time, got ${minute}`);
    }
    const before = raw.minutes[i - 1] ?? -Infinity;
    if (minute <= before) {
      throw refuse(raw, i, `expected time to run forwards, got minute ${minute} after ${before}`);
    }
  }
}

/** A series that is mostly absent would be judged by what was not seen. */
function checkGaps(raw: RawTrace): void {
  const intervals = raw.minutes.slice(1).map((minute, i) => minute - (raw.minutes[i] ?? 0));
  const usual = intervals.toSorted((a, b) => a - b)[Math.floor(intervals.length / 2)] ?? 1;
  const missing = intervals.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / usual) - 1), 0);
  if (missing > raw.minutes.length) {
    throw new SandboxError(
      'input',
      `expected a trace with more samples than gaps, got ${raw.minutes.length} samples and ${missing} missing ones at one per ${usual.toPrecision(3)} minutes (${raw.source})`,
    );
  }
}

function percentAt(raw: RawTrace, i: number): number {
  const reading = raw.readings[i] ?? Number.NaN;
  if (!Number.isFinite(reading)) throw refuse(raw, i, `expected a reading, got ${reading}`);
  if (raw.measures === 'percent') {
    if (reading < 0 || reading > 100) {
      throw refuse(raw, i, `expected percent from 0 to 100, got ${reading}`);
    }
    return reading;
  }
  const limit = typeof raw.limitBytes === 'object' ? raw.limitBytes?.[i] : raw.limitBytes;
  if (limit === undefined || limit === null || !(limit > 0) || !Number.isFinite(limit)) {
    throw refuse(raw, i, `expected a limit above 0 bytes, got ${limit ?? 'none'}`);
  }
  if (reading < 0) throw refuse(raw, i, `expected bytes from 0, got ${reading}`);
  if (reading > limit) {
    throw refuse(raw, i, `expected at most the limit of ${limit} bytes, got ${reading}`);
  }
  return (reading / limit) * 100;
}

function tracedMap(raw: RawTrace): Trace['map'] {
  if (raw.entries === null || raw.mapType === null) return null;
  for (const [i, entries] of raw.entries.entries()) {
    if (!(entries >= 0) || !Number.isFinite(entries)) {
      throw refuse(raw, i, `expected entries from 0, got ${entries}`);
    }
  }
  return { type: raw.mapType, entries: Float64Array.from(raw.entries) };
}

function endingOf(raw: RawTrace, first: number): Ending {
  if (raw.exhaustedAtMinute !== null) {
    return { kind: 'exhausted', atMinute: raw.exhaustedAtMinute - first };
  }
  const at = raw.minutes.findIndex((_, i) => percentAt(raw, i) >= 100);
  return at < 0
    ? { kind: 'never' }
    : { kind: 'exhausted', atMinute: (raw.minutes[at] ?? 0) - first };
}

function largestLimit(limit: RawTrace['limitBytes']): number | null {
  if (limit === null || typeof limit === 'number') return limit;
  return limit.reduce((largest, value) => Math.max(largest, value), 0);
}

function refuse(raw: RawTrace, i: number, rule: string): SandboxError {
  return new SandboxError('input', `${rule} (${raw.source}, ${raw.place(i)})`);
}

import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { TimeUnit } from './trace-csv-columns.ts';

const minutesPer = { minutes: 1, seconds: 1 / 60, milliseconds: 1 / 60_000 } as const;

/** How the times of a file are read: minutes since the origin of its unit, and whether that is 1970. */
export interface TimeReader {
  readonly isAbsolute: boolean;
  readonly minutes: (text: string) => number;
}

/**
 * Reads times in the given unit or, without one, in the unit that the first value shows: ISO 8601,
 * or seconds or milliseconds since 1970.
 *
 * @throws SandboxError `input` if the first value shows no unit
 */
export function traceTimeReader(unit: TimeUnit | null, first: string, source: string): TimeReader {
  const known = unit ?? guessUnit(first);
  if (known === null) {
    throw new SandboxError(
      'input',
      `expected ISO times or seconds since 1970, got ${JSON.stringify(first)}: say --time-unit minutes, seconds or milliseconds (${source}, line 2)`,
    );
  }
  if (known === 'iso') return { isAbsolute: true, minutes: (text) => Date.parse(text) / 60_000 };
  const factor = minutesPer[known];
  const firstMinutes = Number(first) * factor;
  // 1990 in minutes: nothing that only counts from a start is that large.
  return {
    isAbsolute: firstMinutes > 10_500_000,
    minutes: (text) => (text.trim() === '' ? Number.NaN : Number(text) * factor),
  };
}

function guessUnit(text: string): TimeUnit | null {
  if (/^\d{4}-\d{2}-\d{2}/u.test(text.trim())) return 'iso';
  const value = Number(text);
  if (value > 6e8 && value < 6e9) return 'seconds';
  if (value > 6e11 && value < 6e12) return 'milliseconds';
  return null;
}

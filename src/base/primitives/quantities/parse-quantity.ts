import { parseBytes } from './parse-bytes.ts';
import { SandboxError } from '../errors/sandbox-error.ts';

/** Bytes as people write them: `512MiB`, `2GB`. */
export type BytesText =
  `${number}${'B' | 'kB' | 'MB' | 'GB' | 'TB' | 'KiB' | 'MiB' | 'GiB' | 'TiB'}`;
/** A time as people write it: `30s`, `1.5min`. */
export type DurationText = `${number}${'ms' | 's' | 'min' | 'h'}`;
/** A rate as people write it: `20k/s`, `600/min`. */
export type RateText = `${number}${'' | 'k' | 'M'}/${'s' | 'min' | 'h'}`;

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
};
const multiples: Readonly<Record<string, number>> = { '': 1, k: 1000, M: 1_000_000 };

/** Bytes of a text; `null` where it is none. */
export function bytesOf(text: string): number | null {
  try {
    return parseBytes(text, '');
  } catch (error) {
    if (error instanceof SandboxError) return null;
    throw error;
  }
}

/** A time in units of so many milliseconds; `null` for a text that is none. */
export function durationOf(text: string, unitMs: number): number | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h)$/.exec(text.trim()) ?? [];
  const factor = milliseconds[unit ?? ''];
  return number === undefined || factor === undefined
    ? null
    : tidy((Number(number) * factor) / unitMs);
}

/** Operations per second of a text; `null` where it is no rate. */
export function perSecondOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kM]?)\s*\/\s*(s|min|h)$/.exec(text.trim());
  const [, number, multiple = '', unit = ''] = match ?? [];
  const [times, ms] = [multiples[multiple], milliseconds[unit]];
  if (number === undefined || times === undefined || ms === undefined) return null;
  return tidy((Number(number) * times * 1000) / ms);
}

/** 0.1 s are 100 ms, and not one bit more. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

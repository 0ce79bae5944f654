import { SandboxError } from '../errors/sandbox-error.ts';

const unitsMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['', 1000],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['h', 3_600_000],
]);

/**
 * Reads a time as people write it: `500ms`, `1s`, `1.5s`, `5m`, `2h`; a number alone is seconds.
 *
 * @param option the flag that the text came from, named in the error.
 * @returns milliseconds
 * @throws SandboxError `usage` for anything but a time from `minMs` to `maxMs`.
 */
export function parseDuration(
  text: string,
  option: string,
  {
    minMs = 0,
    maxMs = 365 * 86_400_000,
  }: { readonly minMs?: number; readonly maxMs?: number } = {},
): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim());
  const unitMs = unitsMs.get(match?.[2] ?? '');
  const ms = match === null || unitMs === undefined ? Number.NaN : Number(match[1]) * unitMs;
  if (ms >= minMs && ms <= maxMs) return ms;
  const range = minMs === 0 ? '' : ` of at least ${minMs}ms`;
  throw new SandboxError(
    'usage',
    `expected ${option} to be a time${range}, such as 500ms, 1s or 5m, got ${JSON.stringify(text)}`,
  );
}

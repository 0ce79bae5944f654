import { formatCount } from './format-count.ts';
import { parseWholeNumber } from './parse-whole-number.ts';
import { SandboxError } from '../errors/sandbox-error.ts';

/**
 * Reads a count as people write it: `1000000`, `1_000_000`, `1e6`, `2.5e6`.
 *
 * @param option the flag or key that the text came from, named in the error.
 * @throws SandboxError `usage` for anything but a whole number from `min` to `max`.
 */
export function parseCount(
  text: string,
  option: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): number {
  const parsed = parseWholeNumber(text.trim(), 1n);
  if ('value' in parsed && parsed.value >= min && parsed.value <= max) return parsed.value;
  const range =
    max === Number.MAX_SAFE_INTEGER
      ? `from ${formatCount(min)}`
      : `from ${formatCount(min)} to ${formatCount(max)}`;
  throw new SandboxError(
    'usage',
    `expected ${option} to be a whole number ${range}, such as 1000, 1_000_000 or 1e6, got ${JSON.stringify(text)}`,
  );
}

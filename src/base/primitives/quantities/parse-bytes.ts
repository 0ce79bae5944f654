import { parseWholeNumber } from './parse-whole-number.ts';
import { SandboxError } from '../errors/sandbox-error.ts';

const units: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ['b', 1n],
  ...['k', 'm', 'g', 't'].flatMap((prefix, index): [string, bigint][] => [
    [`${prefix}b`, 1000n ** BigInt(index + 1)],
    [`${prefix}i`, 1024n ** BigInt(index + 1)],
    [`${prefix}ib`, 1024n ** BigInt(index + 1)],
  ]),
]);

/**
 * Reads a number of bytes as people write it: `2GiB`, `512MB`, `512Mi`, `1e9`, `1_000_000`. The
 * case of the unit does not matter. A bare `K`, `M` or `G` is refused, because tools disagree
 * whether it is decimal.
 *
 * @param option the flag or key that the text came from, named in the error.
 * @throws SandboxError `usage` for anything but a whole number of bytes from 1 to 2^53 - 1.
 */
export function parseBytes(text: string, option: string): number {
  const match = /^(.*?\d)\s*([a-zA-Z]*)$/.exec(text.trim());
  const unit = units.get((match?.[2] ?? '').toLowerCase());
  if (match === null || unit === undefined) throw refusal(text, option, 'a number with a unit');
  const parsed = parseWholeNumber(match[1] ?? '', unit);
  if ('reason' in parsed) throw refusal(text, option, parsed.reason);
  if (parsed.value === 0) throw refusal(text, option, 'at least 1');
  return parsed.value;
}

function refusal(text: string, option: string, rule: string): SandboxError {
  return new SandboxError(
    'usage',
    `expected ${option} to be a number of bytes (${rule}), such as 2GiB, 512MB or 1000000, got ${JSON.stringify(text)}`,
  );
}

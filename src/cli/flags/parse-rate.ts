import { parseCount } from '../../base/primitives/quantities/parse-count.ts';
import { perSecondOf } from '../../base/primitives/quantities/parse-quantity.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/**
 * Reads a rate: `5000/s`, `20k/s`, `600/min`, or a plain number per second.
 *
 * @throws SandboxError `usage` for anything else, and for a rate that is not above 0
 */
export function parseRate(text: string, option: string): number {
  if (!text.includes('/')) return parseCount(text, option, { min: 1, max: 1e9 });
  const perSecond = perSecondOf(text);
  if (perSecond !== null && perSecond > 0) return perSecond;
  throw new SandboxError(
    'usage',
    `expected ${option} to be a rate above 0, such as 5000/s, 20k/s or 600/min, got ${JSON.stringify(text)}`,
  );
}

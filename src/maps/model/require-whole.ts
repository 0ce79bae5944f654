import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/** Entries and hints beyond this fit into no memory that there is. */
export const mostEntries = 1e12;

/** @throws SandboxError `usage` for anything but a whole number from `min` to `max`. */
export function requireWhole(name: string, value: number, max: number, min = 0): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const most = max === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : formatCount(max);
  throw new SandboxError(
    'usage',
    `expected ${name} to be a whole number from ${min} to ${most}, got ${value}`,
  );
}

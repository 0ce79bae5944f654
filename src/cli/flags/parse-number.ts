import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/**
 * Reads a number from a flag.
 *
 * @throws SandboxError `usage` for anything that is no finite number
 */
export function parseNumber(text: string, flag: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new SandboxError('usage', `expected ${flag} to be a number, got ${JSON.stringify(text)}`);
}

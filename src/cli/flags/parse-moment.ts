import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ParseFlag } from './flag.ts';

/** A moment as milliseconds since 1970, of an ISO time with its zone or of seconds since 1970. */
export const parseMoment: ParseFlag<number> = (text, { flag }) => {
  const isSeconds = /^\d{9,11}(?:\.\d+)?$/u.test(text);
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/u.test(text);
  const atMs = isSeconds ? Number(text) * 1000 : isIso ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(atMs)) return atMs;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be an ISO time with its zone, as in 2027-01-31T12:00:00Z, or seconds since 1970, got ${text}`,
  );
};

import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { FlagPlace } from '../flags/flag.ts';

/** @throws SandboxError `usage` for what is no address with http or https */
export function serviceUrl(given: string, { flag }: FlagPlace): string {
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be an address with http or https, got ${given}`,
  );
}

import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { type Guard, guardRule, isGuard } from '../../maps/model/guards.ts';
import type { FlagPlace } from './flag.ts';

/** @throws SandboxError `usage` for a text that is no guard */
export function parseGuard(given: string, { flag }: FlagPlace): Guard {
  if (isGuard(given)) return given;
  throw new SandboxError('usage', `expected ${flag} to be ${guardRule()}, got ${given}`);
}

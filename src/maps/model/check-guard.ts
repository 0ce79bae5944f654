import { type ErrorCode, SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { guardRule, plainGuards, readGuard } from './guards.ts';
import type { SizedSpec } from './map-spec.ts';
import { modelFacts } from './model-facts.ts';

/**
 * @param where begins the message
 * @throws SandboxError `code` for a guard that the map cannot have; the message names the option
 */
export function checkGuard(
  { map, guard, hint }: Pick<SizedSpec, 'map' | 'guard' | 'hint'>,
  code: ErrorCode,
  where = '',
): void {
  const refuse = (rule: string, got: string): never => {
    throw new SandboxError(code, `${where}expected ${rule}, got ${got}`);
  };
  const facts = readGuard(guard);
  if (facts === null) refuse(`guard to be ${guardRule()}`, guard);
  if (facts?.kind !== 'sync.Map') return;
  if (!modelFacts(map).hasSyncMap) {
    const others = plainGuards.filter((plain) => plain !== 'sync.Map').join(', ');
    refuse(`guard to be ${others} or sharded:N for the map ${map}`, guard);
  }
  if (hint !== 0) refuse('hint to be 0 with the guard sync.Map, which takes none', String(hint));
}

import { type ErrorCode, SandboxError } from '../../base/primitives/sandbox-error.ts';
import { guardRule, isGuard } from './guard-shards.ts';
import type { Guard, MapModel } from './map-model.ts';

/** A map and what protects it. */
export interface GuardRequest {
  readonly map: MapModel;
  readonly guard: Guard;
  readonly hint: number;
}

/**
 * @param where begins the message
 * @throws SandboxError `code` for a guard that the map cannot have; the message names the option
 */
export function checkGuard({ map, guard, hint }: GuardRequest, code: ErrorCode, where = ''): void {
  const refuse = (rule: string, got: string): never => {
    throw new SandboxError(code, `${where}expected ${rule}, got ${got}`);
  };
  if (!isGuard(guard)) refuse(`guard to be ${guardRule}`, guard);
  if (guard !== 'sync.Map') return;
  if (map === 'v8')
    refuse('guard to be none, mutex, rwmutex or sharded:N for the map v8', 'sync.Map');
  if (hint !== 0) refuse('hint to be 0 with the guard sync.Map, which takes none', String(hint));
}

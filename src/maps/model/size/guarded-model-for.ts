import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { checkGuard } from '../check-guard.ts';
import type { GoType } from '../go-type.ts';
import { guardFacts, readGuard } from '../guards.ts';
import type { PlanRequest } from './growth-plan.ts';
import { shardedModel } from './sharded-model.ts';
import { sizeModelFor } from './size-model-for.ts';
import type { SizeModel } from './size-model.ts';

/** The closed form behind a guard: of one map, or of all shards, among which the hint is split. */
export interface GuardedModel extends ReturnType<typeof sizeModelFor> {
  /** That of one map. */
  readonly shard: SizeModel;
  /** Maps; 1 for all guards but `sharded:N`. */
  readonly shards: number;
}

/**
 * The closed form of the map or maps of a plan.
 *
 * @throws SandboxError `usage` if the model is unknown, cannot take the hint or the guard, and for `sync.Map`,
 *   of which there is none
 */
export function guardedModelFor(
  { map, hint = 0, guard = 'mutex' }: Pick<PlanRequest, 'map' | 'hint' | 'guard'>,
  key: GoType,
  value: GoType,
): GuardedModel {
  const facts = readGuard(guard);
  const sized = sizeModelFor(map, key, value, Math.ceil(hint / (facts?.shards ?? 1)));
  checkGuard({ map, guard, hint }, 'usage');
  const { kind, shards } = guardFacts(guard);
  if (kind === 'sync.Map')
    throw new SandboxError(
      'usage',
      'expected guard to be none, mutex, rwmutex or sharded:N, got sync.Map, of which there is no closed form: a scenario with it is counted by mapswell run',
    );
  const model = shards === 1 ? sized.model : shardedModel(sized.model, shards);
  return { ...sized, model, shard: sized.model, shards };
}

import { checkGuard } from '../check-guard.ts';
import type { GoType } from '../go-type/go-type.ts';
import { guardFacts, readGuard } from '../guards.ts';
import type { PlanRequest } from './growth-plan.ts';
import { modelFacts } from '../model-facts.ts';
import { shardedModel } from './sharded-model.ts';
import { sizeModelFor } from './size-model-for.ts';
import type { SizeModel } from './size-model.ts';
import { syncMapModel } from './sync-map-model.ts';

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
 * @throws SandboxError `usage` if the model is unknown, or cannot take the hint or the guard
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
  const { goMinor } = modelFacts(map);
  if (kind === 'sync.Map' && goMinor !== null) {
    const model = syncMapModel(goMinor, key, value);
    return { model, shard: model, shards: 1, hint: 0, warnings: [] };
  }
  const model = shards === 1 ? sized.model : shardedModel(sized.model, shards);
  return { ...sized, model, shard: sized.model, shards };
}

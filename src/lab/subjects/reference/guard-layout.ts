import { guardRule, guardShards } from '../../../maps/model/guard-shards.ts';
import type { Guard } from '../../../maps/model/map-model.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';

/** How the kernel protects the maps of a pass. */
export interface GuardLayout {
  /** 0 = nothing, 1 = a mutex for each map, 2 = a reader/writer lock, 3 = a `sync.Map`. */
  readonly code: 0 | 1 | 2 | 3;
  /** Number of maps. */
  readonly shards: number;
}

/** @throws SandboxError `config` for a guard that the reference map does not have */
export function guardLayout(guard: Guard): GuardLayout {
  if (guard === 'none') return { code: 0, shards: 1 };
  if (guard === 'mutex') return { code: 1, shards: 1 };
  if (guard === 'rwmutex') return { code: 2, shards: 1 };
  if (guard === 'sync.Map') return { code: 3, shards: 1 };
  const shards = guardShards(guard);
  if (shards !== null) return { code: 1, shards };
  throw new SandboxError('config', `expected guard to be ${guardRule}, got ${guard}`);
}

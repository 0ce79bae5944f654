import { type Guard, type GuardKind, guardRule, readGuard } from '../../../maps/model/guards.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';

/** How the kernel protects the maps of a pass. */
export interface GuardLayout {
  /** 0 = nothing, 1 = a mutex for each map, 2 = a reader/writer lock, 3 = a `sync.Map`. */
  readonly code: 0 | 1 | 2 | 3;
  /** Number of maps. */
  readonly shards: number;
}

const codes: Readonly<Record<GuardKind, GuardLayout['code']>> = {
  none: 0,
  mutex: 1,
  sharded: 1,
  rwmutex: 2,
  'sync.Map': 3,
};

/** @throws SandboxError `config` for a guard that the reference map does not have */
export function guardLayout(guard: Guard): GuardLayout {
  const facts = readGuard(guard);
  if (facts !== null) return { code: codes[facts.kind], shards: facts.shards };
  throw new SandboxError('config', `expected guard to be ${guardRule()}, got ${guard}`);
}

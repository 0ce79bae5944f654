import { type Guard, type GuardKind, guardRule, readGuard } from '../../../maps/model/guards.ts';
import { Guard as KernelGuard } from '../../../maps/reference/kernel/kernel-enums.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** How the kernel protects the maps of a pass. */
export interface GuardLayout {
  /** The kernel's number of it: a mutex, or a reader/writer lock, for each map. */
  readonly code: (typeof KernelGuard)[keyof typeof KernelGuard];
  /** Number of maps. */
  readonly shards: number;
}

const codes: Readonly<Record<GuardKind, GuardLayout['code']>> = {
  none: KernelGuard.None,
  mutex: KernelGuard.Mutex,
  sharded: KernelGuard.Mutex,
  rwmutex: KernelGuard.RwMutex,
  'sync.Map': KernelGuard.SyncMap,
};

/** @throws SandboxError `config` for a guard that the reference map does not have */
export function guardLayout(guard: Guard): GuardLayout {
  const facts = readGuard(guard);
  if (facts !== null) return { code: codes[facts.kind], shards: facts.shards };
  throw new SandboxError('config', `expected guard to be ${guardRule()}, got ${guard}`);
}

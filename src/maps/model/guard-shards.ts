import type { Guard } from './map-model.ts';

/** What a guard may be, for messages. */
export const guardRule = 'none, mutex, rwmutex, sync.Map or sharded:N with N from 1 to 1024';

const mostShards = 1024;

/** Maps that a guard splits the entries among; `null` for a text that is no guard. */
export function guardShards(guard: string): number | null {
  if (['none', 'mutex', 'rwmutex', 'sync.Map'].includes(guard)) return 1;
  const shards = Number(/^sharded:([1-9]\d{0,3})$/.exec(guard)?.[1]);
  return shards <= mostShards ? shards : null;
}

/** Whether a text is a guard. */
export function isGuard(text: string): text is Guard {
  return guardShards(text) !== null;
}

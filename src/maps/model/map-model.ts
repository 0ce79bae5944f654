/** Every map model that a reference map can be. */
export const mapModels = [
  'go1.22',
  'go1.23',
  'go1.24',
  'go1.25',
  'go1.26',
  'go1.27',
  'v8',
] as const;

/** Which map the reference is: classic Go (1.22, 1.23), Swiss Go (1.24 to 1.27) or V8's `Map`. */
export type MapModel = (typeof mapModels)[number];

/**
 * What protects the map. `sharded:N` is N maps, each behind a mutex of its own, chosen by a hash
 * that is independent of the map's.
 */
export type Guard = 'none' | 'mutex' | 'rwmutex' | 'sync.Map' | `sharded:${number}`;

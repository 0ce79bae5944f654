import type { NativeKey } from './native-keys.ts';

/** Operations and their keys. */
export interface NativeOperations {
  readonly kinds: Uint8Array;
  readonly keys: readonly NativeKey[];
}

/** The map under load. */
export type NativeMap = Map<NativeKey, number>;

const insertOperation = 0;
const updateOperation = 1;
const deleteOperation = 2;

/** Sink of what lookups find, so that they cannot be left out. */
let found = 0;

/** Performs the operations `from` to `to` - 1 of some. */
export function performBlock(
  map: NativeMap,
  { kinds, keys }: NativeOperations,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) {
    const key = keys[at] ?? 0;
    const kind = kinds[at];
    if (kind === insertOperation) map.set(key, at);
    else if (kind === updateOperation) map.set(key, (map.get(key) ?? 0) + 1);
    else if (kind === deleteOperation) map.delete(key);
    else found = (found + (map.get(key) ?? 0)) | 0;
  }
}

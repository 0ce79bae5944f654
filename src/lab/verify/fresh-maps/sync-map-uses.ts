import type { Kernel } from '../../../maps/reference/kernel/kernel.ts';
import type { SyncMapUse } from './fill-real-maps.ts';

/** A `sync.Map` of the kernel, and how its keys lie in memory. */
export interface UsedMap {
  readonly handle: number;
  readonly keyKind: number;
  readonly keySize: number;
  /** Room for a key. */
  readonly scratch: number;
}

const stringKind = 2;
const stringBytes = 8;
/** Integers below it need no object in an interface. */
const firstKey = 256;

/**
 * Uses a `sync.Map` as the Go program in go-program/totals does, with the keys 0 to `keys` - 1:
 *
 * - `stored`: every key is stored.
 * - `deleted`: then nine tenths of them are deleted.
 * - `used`: nine tenths are stored, all keys loaded, the rest stored, all overwritten; then the nine
 *   tenths are deleted.
 *
 * @returns false when memory was refused
 */
export function performUse(kernel: Kernel, map: UsedMap, use: SyncMapUse, keys: number): boolean {
  const { exports } = kernel;
  const keyAt = keyWriter(kernel, map);
  const most = Math.floor((keys * 9) / 10);
  const store = (from: number, to: number): boolean => {
    for (let key = from; key < to; key++)
      if (exports.mapAssign(map.handle, keyAt(key)) === 0) return false;
    return true;
  };
  const remove = (): boolean => {
    for (let key = 0; key < most; key++) exports.mapDelete(map.handle, keyAt(key));
    return true;
  };
  if (use !== 'used') return store(0, keys) && (use === 'stored' || remove());
  if (!store(0, most)) return false;
  for (let key = 0; key < keys; key++) exports.mapLookup(map.handle, keyAt(key));
  return store(most, keys) && store(0, keys) && remove();
}

/** Writes a key by its number and returns its address. */
function keyWriter(
  kernel: Kernel,
  { keyKind, keySize, scratch }: UsedMap,
): (key: number) => number {
  const view = new DataView(kernel.memory.buffer);
  const isString = keyKind === stringKind;
  const word = isString ? scratch + 16 : scratch;
  new Uint8Array(kernel.memory.buffer, scratch, Math.max(keySize, 24)).fill(0);
  if (isString) {
    view.setBigUint64(scratch, BigInt(word), true);
    view.setBigUint64(scratch + 8, BigInt(stringBytes), true);
  }
  return (key) => {
    view.setUint32(word, key + firstKey, true);
    return scratch;
  };
}

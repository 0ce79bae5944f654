import { GoHash } from '../hash/go-hash';
import { hashKey, keysEqual } from '../core/hash-key';
import { MapHandle } from '../core/map-handle';
import { KEY_32, KEY_64, MapType } from '../core/map-type';

/**
 * One body for every kind of key: `kind` is a constant where these are inlined, so that each caller
 * is left with the code of its own kind. Keys of 8 and 4 bytes come as `word`, others at `address`.
 */
export class SlotKey {
  @inline
  static hash(m: MapHandle, kind: u32, word: u64, address: usize): u64 {
    if (kind == KEY_64) return GoHash.of64(word, m.seeded, m.h1);
    if (kind == KEY_32) return GoHash.of32(<u32>word, m.seeded, m.h1);
    return hashKey(m, address);
  }

  @inline
  static equals(type: MapType, kind: u32, slot: usize, word: u64, address: usize): bool {
    if (kind == KEY_64) return load<u64>(slot) == word;
    if (kind == KEY_32) return load<u32>(slot) == <u32>word;
    return keysEqual(type, type.keyIsIndirect ? load<usize>(slot) : slot, address);
  }
}

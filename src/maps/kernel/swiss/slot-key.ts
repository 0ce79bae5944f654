import { hashKey, keysEqual } from '../core/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind, MapType } from '../core/map-type';
import { GoHash } from '../hash/go-hash';

/**
 * One body for every kind of key: `kind` is a constant where these are inlined, so that each caller
 * is left with the code of its own kind. Keys of 8 and 4 bytes come as `word`, others at `address`.
 */
export class SlotKey {
  @inline
  static hash(m: MapHandle, kind: KeyKind, word: u64, address: usize): u64 {
    if (kind == KeyKind.Word64) return GoHash.of64(word, m.seeded, m.h1);
    if (kind == KeyKind.Word32) return GoHash.of32(<u32>word, m.seeded, m.h1);
    return hashKey(m, address);
  }

  @inline
  static equals(type: MapType, kind: KeyKind, slot: usize, word: u64, address: usize): bool {
    if (kind == KeyKind.Word64) return load<u64>(slot) == word;
    if (kind == KeyKind.Word32) return load<u32>(slot) == <u32>word;
    return keysEqual(type, type.keyIsIndirect ? load<usize>(slot) : slot, address);
  }
}

import { keysEqual } from '../core/keys/hash-key';
import { KeyKind, MapType } from '../core/map-type';

/**
 * One body for every kind of key: `kind` is a constant where these are inlined, so that each caller
 * is left with the code of its own kind. Keys of 8 and 4 bytes come as `word`, others at `address`.
 */
export class KeyAccess {
  @inline
  static equals(
    type: MapType,
    kind: KeyKind,
    bucket: usize,
    slot: usize,
    word: u64,
    address: usize,
  ): bool {
    if (kind == KeyKind.Word64) return load<u64>(bucket + (slot << 3), 8) == word;
    if (kind == KeyKind.Word32) return load<u32>(bucket + (slot << 2), 8) == <u32>word;
    const stored = type.key(bucket, slot);
    return keysEqual(type, type.keyIsIndirect ? load<usize>(stored) : stored, address);
  }

  /** Where the elem of a slot is: in the bucket, or the object that the bucket points to. */
  @inline
  static elem(type: MapType, bucket: usize, slot: usize): usize {
    const elem = type.elem(bucket, slot);
    return type.elemIsIndirect ? load<usize>(elem) : elem;
  }
}

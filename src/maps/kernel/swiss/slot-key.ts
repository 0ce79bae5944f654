import { keysEqual } from '../core/keys/hash-key';
import { MapType } from '../core/map-type';
import { SlotKind } from './slot-kind';

/**
 * One body for every kind of key: `kind` is a constant where these are inlined, so that each caller
 * is left with the code of its own kind. Keys of 8 and 4 bytes come as `word`, others at `address`.
 */
export class SlotKey {
  @inline
  static equals(type: MapType, kind: SlotKind, slot: usize, word: u64, address: usize): bool {
    if (kind == SlotKind.Word64 || kind == SlotKind.Words) return load<u64>(slot) == word;
    if (kind == SlotKind.Word32) return load<u32>(slot) == <u32>word;
    return keysEqual(type, type.keyIsIndirect ? load<usize>(slot) : slot, address);
  }
}

import { MapType, SLOTS } from '../core/map-type';
import { Group } from './swiss-map';

/** How code takes the slots of a group. */
export enum SlotKind {
  /** By the map's type; keys of 8 and 4 bytes come by value, others by their address. */
  Word64 = 0,
  Word32 = 1,
  Bytes = 2,
  /** Keys and elems of 8 bytes each, which come by value: all places are known, and nothing is asked of a type. */
  Words = 3,
}

const WORDS_GROUP: usize = 136;

/**
 * Where things lie in a group. `kind` is a constant where these are inlined, so that each caller is left with
 * the code of its own kind.
 */
export class Layout {
  @inline
  static groupBytes(type: MapType, kind: SlotKind): usize {
    return kind == SlotKind.Words ? WORDS_GROUP : type.groupSize;
  }

  /** Address of a slot. */
  @inline
  static slot(type: MapType, kind: SlotKind, group: usize, slot: usize): usize {
    return kind == SlotKind.Words ? group + SLOTS + (slot << 4) : Group.slot(type, group, slot);
  }

  /** Address of the elem of a slot: in it, or the object that it points to. */
  @inline
  static elem(type: MapType, kind: SlotKind, slot: usize): usize {
    return kind == SlotKind.Words ? slot + 8 : Group.elem(type, slot);
  }
}

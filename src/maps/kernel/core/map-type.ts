import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { partAt, PartKind } from './keys/key-part';

/** How keys are hashed and compared. */
export enum KeyKind {
  Word64 = 0,
  Word32 = 1,
  /** 16-byte header: address and length of the bytes. */
  String = 2,
  /** Plain memory of any other size. */
  Bytes = 3,
  /** Numbers: both zeros are one key, and NaN is none that is ever found. */
  Float64 = 4,
  Float32 = 5,
  /** Several parts, or an interface: see core/keys/key-parts.ts. */
  Parts = 6,
}

/** Flags of a type. */
export enum TypeFlag {
  KeyHasPointers = 1,
  ElemHasPointers = 2,
  /** Elems are string headers whose bytes the map owns. */
  ElemIsString = 4,
}

/** Larger keys and elems are stored as a pointer to an object of their own. */
export const LARGEST_INLINE: u32 = 128;
export const SLOTS: u32 = 8;

/** A map type: what Go's compiler knows about `map[K]V`. */
@unmanaged
export class MapType {
  keyKind: KeyKind;
  keySize: u32;
  elemSize: u32;
  /** Bytes in a bucket: those of the type, or 8 for a pointer. */
  keySlot: u32;
  elemSlot: u32;
  keyIsIndirect: bool;
  elemIsIndirect: bool;
  keyHasPointers: bool;
  elemHasPointers: bool;
  elemIsString: bool;
  /** Keys are interface values (sync/box.ts): whoever writes one says what it points to. */
  isBoxed: bool;
  keyAlign: u32;
  elemAlign: u32;
  /** Whether the garbage collector looks into buckets. */
  scan: bool;
  /** Something of an entry lies outside the table: an indirect key or elem, string bytes. */
  ownsObjects: bool;
  isFloat: bool;
  /** `KeyPart`s of keys that are hashed part by part, and whether some of them own text. */
  parts: usize;
  partCount: u32;
  hasTexts: bool;
  /** The key is one string, though in a struct or an array: Go then treats it as that. */
  isOneText: bool;
  /** Key and elem are 8 bytes each: the commonest case has code of its own. */
  movesWords: bool;
  /** Classic bucket: 8 tophash bytes, 8 keys, 8 elems, overflow pointer. */
  elemsOffset: u32;
  overflowOffset: u32;
  bucketSize: u32;
  /** Swiss group: 8 control bytes, then 8 slots of key, padding, elem, padding. */
  swissSlot: u32;
  swissElem: u32;
  groupSize: u32;

  @inline
  key(bucket: usize, slot: usize): usize {
    return bucket + SLOTS + slot * this.keySlot;
  }

  @inline
  elem(bucket: usize, slot: usize): usize {
    return bucket + this.elemsOffset + slot * this.elemSlot;
  }
}

/** A type descriptor, to be shared by any number of maps; 0 when refused. `flags`: `TypeFlag`. */
export function mapTypeNew(
  keyKind: KeyKind,
  keySize: u32,
  keyAlign: u32,
  elemSize: u32,
  elemAlign: u32,
  flags: u32,
): usize {
  const address = arenaReserve(offsetof<MapType>());
  if (address == 0) return 0;
  const type = changetype<MapType>(address);
  type.keyKind = keyKind;
  type.keySize = keySize;
  type.elemSize = elemSize;
  type.keyAlign = keyAlign;
  type.elemAlign = elemAlign;
  type.keyIsIndirect = keySize > LARGEST_INLINE;
  type.elemIsIndirect = elemSize > LARGEST_INLINE;
  type.keyHasPointers = (flags & TypeFlag.KeyHasPointers) != 0 || keyKind == KeyKind.String;
  type.elemIsString = (flags & TypeFlag.ElemIsString) != 0;
  type.elemHasPointers = (flags & TypeFlag.ElemHasPointers) != 0 || type.elemIsString;
  type.scan =
    type.keyHasPointers || type.elemHasPointers || type.keyIsIndirect || type.elemIsIndirect;
  type.ownsObjects =
    type.keyIsIndirect || type.elemIsIndirect || type.elemIsString || keyKind == KeyKind.String;
  type.isFloat = keyKind == KeyKind.Float64 || keyKind == KeyKind.Float32;
  type.movesWords = keyKind == KeyKind.Word64 && elemSize == 8;
  type.keySlot = type.keyIsIndirect ? 8 : keySize;
  type.elemSlot = type.elemIsIndirect ? 8 : elemSize;
  layOutBucket(type);
  layOutGroup(type);
  return address;
}

/** Tells the parts of the keys: `count` of `KeyPart`, which stay where they are. */
export function mapTypeSetParts(type: MapType, parts: usize, count: u32): void {
  type.parts = parts;
  type.partCount = count;
  for (let number: u32 = 0; number < count; number++)
    if (partAt(parts, number).kind >= PartKind.Text) type.hasTexts = true;
  if (type.hasTexts) type.ownsObjects = true;
  type.isOneText = count == 1 && type.keySize == 16 && partAt(parts, 0).kind == PartKind.Text;
}

/** 8 tophash bytes, 8 keys, 8 elems, overflow pointer. */
export function layOutBucket(type: MapType): void {
  type.elemsOffset = SLOTS + SLOTS * type.keySlot;
  type.overflowOffset = type.elemsOffset + SLOTS * type.elemSlot;
  type.bucketSize = type.overflowOffset + 8;
}

function roundUp(size: u32, step: u32): u32 {
  return (size + step - 1) & ~(step - 1);
}

/**
 * A slot is a struct of key and elem. Behind a key, an elem without a size takes one byte, so that
 * its address stays inside; a group of slots without any size is padded to 16 bytes.
 */
function layOutGroup(type: MapType): void {
  const keyAlign: u32 = type.keyIsIndirect ? 8 : type.keyAlign;
  const elemAlign: u32 = type.elemIsIndirect ? 8 : type.elemAlign;
  type.swissElem = roundUp(type.keySlot, elemAlign);
  const elemSize: u32 = type.keySlot > 0 ? max<u32>(type.elemSlot, 1) : type.elemSlot;
  type.swissSlot = roundUp(type.swissElem + elemSize, max(keyAlign, elemAlign));
  type.groupSize = type.swissSlot == 0 ? 16 : SLOTS + SLOTS * type.swissSlot;
}

/** Gives a type descriptor back once no map uses it. */
export function mapTypeFree(type: usize): void {
  arenaUnreserve(type, offsetof<MapType>());
}

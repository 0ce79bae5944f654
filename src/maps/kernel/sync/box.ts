// What Go's interface values point to: a key or a value in an object of its own. Objects without
// pointers below 16 bytes share blocks of 16; one byte, small integers and pointers need none.
import { Account, mapAllocate, mapRelease } from '../core/accounts';
import { MapHandle } from '../core/map-handle';
import { KeyKind } from '../core/map-type';
import { releaseString, storeString } from '../core/string-data';
import { arenaReserveBooks, arenaUnreserveBooks } from '../memory/arena';
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import { Box, Owned } from './interface-value';
import { SyncHead } from './sync-head';

const TINY_BLOCK: u32 = 16;
const STRING_HEADER: u32 = 16;
/** Integers below this are in a table of the runtime. */
export const FIRST_ALLOCATED: u64 = 256;

/** What is known of a value that is about to be stored. */
export enum Stores {
  /** Nothing, so that it is taken for large. */
  Any = 0,
  /** That it will be one more than the old one, as after a `Load`. */
  Count = 1,
  /** That it is an integer which the table of the runtime has. */
  Small = 2,
}

function owned(address: usize, bytes: u32, hasPointers: bool, isString: bool): usize {
  const owner = changetype<Owned>(arenaReserveBooks(offsetof<Owned>()));
  owner.address = address;
  owner.bytes = bytes;
  owner.hasPointers = hasPointers;
  owner.isString = isString;
  return changetype<usize>(owner);
}

function newObject(m: MapHandle, bytes: u32, hasPointers: bool): usize {
  const address = mapAllocate(m, bytes, hasPointers, Account.Entries, Purpose.Entry, End.Low);
  // The limits were asked before; the address space is used up in the middle of a step.
  if (address == 0) unreachable();
  return address;
}

function point(box: Box, data: usize, owner: usize): void {
  box.data = data;
  box.owned = owner;
  changetype<Owned>(owner).users++;
}

function align(offset: u32, bytes: u32): u32 {
  const step: u32 = (bytes & 7) == 0 ? 8 : (bytes & 3) == 0 ? 4 : (bytes & 1) == 0 ? 2 : 1;
  return (offset + step - 1) & ~(step - 1);
}

/** A small object in the block that is being filled, or in a new one if that leaves more room. */
function pointToTiny(m: MapHandle, box: Box, bytes: u32): void {
  const head = SyncHead.of(m);
  const offset = align(head.tinyOffset, bytes);
  if (head.tiny != 0 && offset + bytes <= TINY_BLOCK) {
    head.tinyOffset = offset + bytes;
    m.allocations++;
    point(box, changetype<Owned>(head.tiny).address + offset, head.tiny);
    return;
  }
  const block = owned(newObject(m, TINY_BLOCK, false), TINY_BLOCK, false, false);
  point(box, changetype<Owned>(block).address, block);
  if (head.tiny != 0 && bytes >= head.tinyOffset) return;
  leaveTiny(m);
  head.tiny = block;
  head.tinyOffset = bytes;
  changetype<Owned>(block).users++;
}

/** The block that is being filled stays though nothing points into it; this ends that. */
export function leaveTiny(m: MapHandle): void {
  const head = SyncHead.of(m);
  if (head.tiny != 0) releaseOwned(m, head.tiny);
  head.tiny = 0;
}

function pointToObject(m: MapHandle, box: Box, bytes: u32, hasPointers: bool): void {
  if (bytes < TINY_BLOCK && !hasPointers) return pointToTiny(m, box, bytes);
  const object = newObject(m, bytes, hasPointers);
  point(box, object, owned(object, bytes, hasPointers, false));
}

/** A word in a register, which Go converts by a function of its own. */
function isWord(bytes: u32, alignment: u32): bool {
  return (bytes == 2 || bytes == 4 || bytes == 8) && alignment == bytes;
}

function smallWord(address: usize, bytes: u32): bool {
  if (bytes == 2) return load<u16>(address) < <u16>FIRST_ALLOCATED;
  if (bytes == 4) return load<u32>(address) < <u32>FIRST_ALLOCATED;
  return load<u64>(address) < FIRST_ALLOCATED;
}

/** Bytes that are in no object of Go's: a pointer is the interface's own word. */
function needsNone(bytes: u32, alignment: u32, isPointer: bool, address: usize): bool {
  return bytes <= 1 || isPointer || (isWord(bytes, alignment) && smallWord(address, bytes));
}

/** Boxes the key at an address; false when the bytes of a string are refused. */
export function boxKey(m: MapHandle, box: Box, key: usize): bool {
  const type = m.type;
  const bytes = type.keySize;
  if (type.keyKind == KeyKind.String) {
    const object = newObject(m, STRING_HEADER, true);
    point(box, object, owned(object, STRING_HEADER, true, true));
    if (storeString(m, object, load<usize>(key), <usize>load<u64>(key, 8))) return true;
    releaseBox(m, box);
    return false;
  }
  if (needsNone(bytes, type.keyAlign, type.keyHasPointers, key)) {
    // Boxes of keys move with their tables, so the bytes need a place.
    const address = arenaReserveBooks(max<u32>(bytes, 1));
    point(box, address, owned(address, 0, false, false));
  } else pointToObject(m, box, bytes, type.keyHasPointers);
  memory.copy(box.data, key, bytes);
  return true;
}

/**
 * Boxes a value that is about to be written, and that begins as the `old` one (0 = none). `stores` is
 * one of `Stores`.
 */
export function boxValue(m: MapHandle, box: Box, stores: Stores, old: usize): void {
  const type = m.type;
  const bytes = type.elemSize;
  const alignment = type.elemAlign;
  const isPointer = type.elemHasPointers && bytes == 8;
  const isKnown = stores == Stores.Small || (stores == Stores.Count && isSmallCount(old, bytes));
  const isSmall = isKnown && isWord(bytes, alignment);
  if (bytes <= 1 || isPointer || isSmall) {
    box.data = changetype<usize>(box) + offsetof<Box>('inline');
    box.owned = 0;
    box.inline = 0;
  } else pointToObject(m, box, bytes, type.elemHasPointers);
  if (old == 0) memory.fill(box.data, 0, bytes);
  else memory.copy(box.data, old, bytes);
  if (type.elemIsString) takeString(box, old);
}

/** The bytes of a string have one owner: the newest box of its value. */
function takeString(box: Box, old: usize): void {
  changetype<Owned>(box.owned).isString = true;
  if (old == 0) return;
  store<u64>(old, 0);
  store<u64>(old, 0, 8);
}

function isSmallCount(old: usize, bytes: u32): bool {
  if (old == 0) return true;
  if (!smallWord(old, bytes)) return false;
  return load<u8>(old) < <u8>(FIRST_ALLOCATED - 1);
}

/** Another box that points to the same bytes. */
export function shareBox(box: Box, other: Box): void {
  point(other, box.data, box.owned);
}

/** A box points there no longer: what nothing points to goes. */
export function releaseBox(m: MapHandle, box: Box): void {
  if (box.owned != 0) releaseOwned(m, box.owned);
}

function releaseOwned(m: MapHandle, address: usize): void {
  const owner = changetype<Owned>(address);
  if (--owner.users > 0) return;
  if (owner.isString) releaseString(m, owner.address);
  if (owner.bytes == 0) arenaUnreserveBooks(owner.address, max<u32>(m.type.keySize, 1));
  else mapRelease(m, owner.address, owner.bytes, owner.hasPointers, Account.Entries);
  arenaUnreserveBooks(address, offsetof<Owned>());
}

/** Charged bytes that a key and a value may need. */
export function boxCost(m: MapHandle): u64 {
  const type = m.type;
  const key = type.keyKind == KeyKind.String ? STRING_HEADER : max<u32>(type.keySize, TINY_BLOCK);
  const value: u64 = m.charged(max<u32>(type.elemSize, TINY_BLOCK), type.elemHasPointers);
  return <u64>m.charged(key, type.keyHasPointers) + value;
}

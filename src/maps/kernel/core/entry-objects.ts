// What an entry owns outside the table: indirect keys and elems, and the bytes of strings.
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import { Account, mapAllocate, mapCanCharge, mapRelease } from './accounts';
import { copySmall } from './copy-small';
import { ownTexts, releaseTexts } from './keys/key-parts';
import { MapHandle } from './map-handle';
import { KeyKind } from './map-type';
import { releaseString, storeString } from './string-data';

function newObject(m: MapHandle, slot: usize, size: u32, scan: bool): usize {
  const object = mapAllocate(m, size, scan, Account.Entries, Purpose.Entry, End.Low);
  store<u64>(slot, object);
  return object;
}

function fillKey(m: MapHandle, keySlot: usize, key: usize): bool {
  const type = m.type;
  if (type.keyKind == KeyKind.String) {
    // The slot is free: what it says belongs to nobody.
    memory.fill(keySlot, 0, 16);
    return storeString(m, keySlot, load<usize>(key), <usize>load<u64>(key, 8));
  }
  if (!type.keyIsIndirect) {
    copySmall(keySlot, key, type.keySize);
    return !type.hasTexts || ownAll(m, keySlot);
  }
  const object = newObject(m, keySlot, type.keySize, type.keyHasPointers);
  if (object == 0) return false;
  memory.copy(object, key, type.keySize);
  if (!type.hasTexts || ownAll(m, object)) return true;
  mapRelease(m, object, type.keySize, type.keyHasPointers, Account.Entries);
  return false;
}

function ownAll(m: MapHandle, key: usize): bool {
  const refused = ownTexts(m, key);
  if (refused > 0) m.refuse(refused, Purpose.String);
  return refused == 0;
}

/**
 * Fills a free slot's key and makes its elem's object, if those live outside the table. False when
 * that memory is refused: the slot then stays free.
 */
export function fillEntry(m: MapHandle, keySlot: usize, elemSlot: usize, key: usize): bool {
  const type = m.type;
  if (type.isBoxed) {
    memory.copy(keySlot, m.pendingKey, type.keySlot);
    return true;
  }
  let bytes: u64 = 0;
  if (type.keyIsIndirect) bytes += m.charged(type.keySize, type.keyHasPointers);
  if (type.elemIsIndirect) bytes += m.charged(type.elemSize, type.elemHasPointers);
  if (bytes > 0 && !mapCanCharge(m, bytes, Purpose.Entry)) return false;
  if (!fillKey(m, keySlot, key)) return false;
  if (!type.elemIsIndirect) return true;
  if (newObject(m, elemSlot, type.elemSize, type.elemHasPointers) != 0) return true;
  releaseKey(m, keySlot);
  return false;
}

/** Gives back what a slot's key owns outside the table. */
export function releaseKey(m: MapHandle, keySlot: usize): void {
  const type = m.type;
  if (type.hasTexts) releaseTexts(m, type.keyIsIndirect ? load<usize>(keySlot) : keySlot);
  if (type.keyIsIndirect)
    mapRelease(m, load<usize>(keySlot), type.keySize, type.keyHasPointers, Account.Entries);
  else if (type.keyKind == KeyKind.String) releaseString(m, keySlot);
}

/** Gives back what a slot's elem owns outside the table. */
export function releaseElem(m: MapHandle, elemSlot: usize): void {
  const type = m.type;
  if (type.elemIsIndirect)
    mapRelease(m, load<usize>(elemSlot), type.elemSize, type.elemHasPointers, Account.Entries);
  else if (type.elemIsString) releaseString(m, elemSlot);
}

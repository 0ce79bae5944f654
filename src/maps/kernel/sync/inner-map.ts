// The classic maps inside an old `sync.Map`, of boxed keys and entries. What they hold is charged to
// the map around them, and their growths stand in its log.
import { classicCreate } from '../classic/create';
import { freeHandle, MapHandle, newHandle } from '../core/map-handle';
import { layOutBucket, MapType } from '../core/map-type';
import { Model } from '../core/model';
import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { SyncHead } from './sync-head';

/** An interface value and a pointer. */
const KEY_SLOT: u32 = 16;
const ELEM_SLOT: u32 = 8;

/** The type of the maps inside, for keys of `type`; 0 when refused. */
export function innerType(type: MapType): usize {
  const address = arenaReserve(offsetof<MapType>());
  if (address == 0) return 0;
  const inner = changetype<MapType>(address);
  inner.keyKind = type.keyKind;
  inner.keySize = type.keySize;
  inner.elemSize = ELEM_SLOT;
  inner.keySlot = KEY_SLOT;
  inner.elemSlot = ELEM_SLOT;
  inner.keyIsIndirect = true;
  inner.isBoxed = true;
  inner.keyHasPointers = true;
  inner.elemHasPointers = true;
  inner.scan = true;
  layOutBucket(inner);
  return address;
}

export function freeInnerType(address: usize): void {
  arenaUnreserve(address, offsetof<MapType>());
}

/** A map inside `m` made for `hint` entries; 0 when refused. */
export function newInner(m: MapHandle, hint: u64): usize {
  const type = changetype<MapType>(SyncHead.of(m).mapType);
  const inner = newHandle(Model.Classic, m.version, type, m.nextRandom());
  if (inner === null) return 0;
  inner.owner = changetype<usize>(m);
  inner.h0 = m.h0;
  inner.h1 = m.h1;
  inner.h2 = m.h2;
  inner.h3 = m.h3;
  if (classicCreate(inner, <i64>hint)) return changetype<usize>(inner);
  m.refuse(inner.faults.refusedBytes, inner.faults.refusedPurpose);
  freeHandle(inner);
  return 0;
}

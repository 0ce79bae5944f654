// The classic maps inside an old `sync.Map`, of boxed keys and entries. What they hold is charged to
// the map around them, and their growths stand in its log.
import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { classicCreate } from '../classic/create';
import { MODEL_CLASSIC, MapHandle } from '../core/map-handle';
import { MapType, SLOTS } from '../core/map-type';
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
  inner.elemsOffset = SLOTS + SLOTS * KEY_SLOT;
  inner.overflowOffset = inner.elemsOffset + SLOTS * ELEM_SLOT;
  inner.bucketSize = inner.overflowOffset + 8;
  return address;
}

export function freeInnerType(address: usize): void {
  arenaUnreserve(address, offsetof<MapType>());
}

/** A map inside `m` made for `hint` entries; 0 when refused. */
export function newInner(m: MapHandle, hint: u64): usize {
  const address = arenaReserve(offsetof<MapHandle>() + 32);
  if (address == 0) return 0;
  const inner = changetype<MapHandle>(address);
  inner.model = MODEL_CLASSIC;
  inner.version = m.version;
  inner.hasMallocHeaders = m.hasMallocHeaders;
  inner.loadNumerator = m.loadNumerator;
  inner.type = changetype<MapType>(SyncHead.of(m).mapType);
  inner.owner = changetype<usize>(m);
  inner.random = m.nextRandom();
  inner.growthsByKind = address + offsetof<MapHandle>();
  inner.h0 = m.h0;
  inner.h1 = m.h1;
  inner.h2 = m.h2;
  inner.h3 = m.h3;
  if (classicCreate(inner, <i64>hint)) return address;
  m.refuse(inner.refusedBytes, <u32>inner.refusedPurpose);
  freeInner(inner);
  return 0;
}

export function freeInner(inner: MapHandle): void {
  arenaUnreserve(changetype<usize>(inner), offsetof<MapHandle>() + 32);
}

// The entries of an old `sync.Map`: what both of its maps point to, and where a value is.
import { Account, mapAllocate, mapRelease } from '../core/accounts';
import { MapHandle } from '../core/map-handle';
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import { boxValue, releaseBox, Stores } from './box';
import { Box } from './interface-value';
import { SyncHead } from './sync-head';

export const ENTRY_BYTES: usize = 8;
/** An interface value on the heap: what an entry points to. */
export const HOLDER_BYTES: usize = 16;
/** What an entry points to when it is in the read map only, and its key not in the dirty one. */
export const EXPUNGED: usize = 1;

@unmanaged
export class Entry {
  /** 0: deleted. */
  holder: usize;
  /** Maps that point to the entry. */
  users: u32;

  hasValue(): bool {
    return this.holder > EXPUNGED;
  }
}

/** An object in an account; the limits were asked before. */
export function allocateObject(m: MapHandle, bytes: usize, account: Account): usize {
  const address = mapAllocate(m, bytes, true, account, Purpose.Entry, End.Low);
  // The limits were asked before; the address space is used up in the middle of a step.
  if (address == 0) unreachable();
  return address;
}

function releaseHolder(m: MapHandle, holder: usize): void {
  releaseBox(m, changetype<Box>(holder));
  mapRelease(m, holder, HOLDER_BYTES, true, Account.Entries);
}

/** A map points to the entry no longer. */
export function releaseEntry(m: MapHandle, entry: Entry): void {
  if (--entry.users > 0) return;
  if (entry.hasValue()) releaseHolder(m, entry.holder);
  mapRelease(m, changetype<usize>(entry), ENTRY_BYTES, true, Account.Entries);
}

/** Points the entry to a new holder, whose value begins as the old one. */
export function swapValue(m: MapHandle, entry: Entry, holder: usize, stores: Stores): usize {
  const old = entry.hasValue() ? entry.holder : 0;
  const box = changetype<Box>(holder);
  boxValue(m, box, stores, old == 0 ? 0 : changetype<Box>(old).data);
  if (old == 0) SyncHead.of(m).count++;
  else releaseHolder(m, old);
  entry.holder = holder;
  return box.data;
}

/** Address of the value, or 0. */
export function valueOf(entry: Entry | null): usize {
  return entry !== null && entry.hasValue() ? changetype<Box>(entry.holder).data : 0;
}

/** Takes the value away; false when there is none. */
export function removeValue(m: MapHandle, entry: Entry): bool {
  if (!entry.hasValue()) return false;
  releaseHolder(m, entry.holder);
  entry.holder = 0;
  SyncHead.of(m).count--;
  return true;
}

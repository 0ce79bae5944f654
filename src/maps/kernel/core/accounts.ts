import { arenaAllocate, arenaCanCharge, arenaRelease } from '../memory/arena';
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import { keep } from './kept';
import { MapHandle } from './map-handle';

/** Accounts of a map, as offsets of their counters in its handle. */
export enum Account {
  Current = offsetof<MapHandle>('bytesCurrent'),
  Old = offsetof<MapHandle>('bytesOld'),
  Headers = offsetof<MapHandle>('bytesHeaders'),
  Entries = offsetof<MapHandle>('bytesEntries'),
}

/** Whether the map may charge `bytes` more; records the refusal in the handle if not. */
export function mapCanCharge(m: MapHandle, bytes: u64, purpose: Purpose): bool {
  if (arenaCanCharge(bytes, purpose)) return true;
  m.refuse(bytes, purpose);
  return false;
}

/**
 * Allocates for a map into one of its accounts, passing the limits: callers have asked
 * `mapCanCharge` for the whole step, or must not stop half-way. 0 only when the space itself is
 * used up.
 */
export function mapAllocate(
  m: MapHandle,
  size: usize,
  scan: bool,
  account: Account,
  purpose: Purpose,
  end: End,
): usize {
  const address = arenaAllocate(size, scan && m.hasMallocHeaders, purpose, end, true);
  const bytes: u64 = m.charged(size, scan);
  if (address == 0) {
    m.refuse(bytes, purpose);
    return 0;
  }
  const counter = changetype<usize>(m) + <usize>account;
  store<u64>(counter, load<u64>(counter) + bytes);
  m.grew(bytes);
  if (m.owner != 0) {
    const owner = changetype<MapHandle>(m.owner);
    owner.bytesCurrent += bytes;
    owner.grew(bytes);
  }
  return address;
}

/** Gives an object of a map back: it became garbage. */
export function mapRelease(
  m: MapHandle,
  address: usize,
  size: usize,
  scan: bool,
  account: Account,
): void {
  if (m.isLooping) keep(m, address, size, scan && m.hasMallocHeaders);
  else arenaRelease(address, size, scan && m.hasMallocHeaders);
  const bytes: u64 = m.charged(size, scan);
  const counter = changetype<usize>(m) + <usize>account;
  if (!ASC_NO_ASSERT) assert(load<u64>(counter) >= bytes, 'account of a map below zero');
  store<u64>(counter, load<u64>(counter) - bytes);
  m.bytesAbandoned += bytes;
  if (m.owner == 0) return;
  const owner = changetype<MapHandle>(m.owner);
  if (!ASC_NO_ASSERT) assert(owner.bytesCurrent >= bytes, 'account of an owner below zero');
  owner.bytesCurrent -= bytes;
  owner.bytesAbandoned += bytes;
}

// Read-modify-write on an old `sync.Map`.
import { Account, mapCanCharge } from '../core/accounts';
import { MapHandle } from '../core/map-handle';
import { Purpose } from '../memory/purpose';
import { boxCost, boxKey, releaseBox, Stores } from './box';
import { allocateObject, Entry, ENTRY_BYTES, EXPUNGED, HOLDER_BYTES, swapValue } from './entry';
import { entryOf, miss, oldLookup, READ_ONLY_BYTES, storeNew, unexpunge } from './old-map';
import { SyncHead } from './sync-head';

/** `LoadOrStore` of a key that is absent; the address of its value, 0 when refused. */
function storeAbsent(m: MapHandle, key: usize, stores: Stores): usize {
  const head = SyncHead.of(m);
  if (!boxKey(m, head.keyBox(), key)) return 0;
  m.log.writes++;
  const entry = entryOf(head.read, key);
  let value: usize = 0;
  if (entry === null) value = storeNew(m, 0, stores);
  else if (entry.holder != EXPUNGED || unexpunge(m, entry)) value = swapFresh(m, entry, stores);
  releaseBox(m, head.keyBox());
  return value;
}

function swapFresh(m: MapHandle, entry: Entry, stores: Stores): usize {
  return swapValue(m, entry, allocateObject(m, HOLDER_BYTES, Account.Entries), stores);
}

/**
 * What people write to change a value: `Load`, then `CompareAndSwap`, or `LoadOrStore` where the key is
 * absent. The address of the value, which begins as the old one; 0 when refused.
 */
export function oldModify(m: MapHandle, key: usize, stores: Stores): usize {
  const head = SyncHead.of(m);
  const cost: u64 = 2 * HOLDER_BYTES + ENTRY_BYTES + READ_ONLY_BYTES;
  if (!mapCanCharge(m, cost + boxCost(m), Purpose.Entry)) return 0;
  if (oldLookup(m, key) == 0) return storeAbsent(m, key, stores);
  const inRead = entryOf(head.read, key);
  if (inRead !== null) return swapFresh(m, inRead, stores);
  const inDirty = entryOf(head.dirty, key);
  if (inDirty === null) return 0;
  const value = swapFresh(m, inDirty, stores);
  miss(m);
  return value;
}

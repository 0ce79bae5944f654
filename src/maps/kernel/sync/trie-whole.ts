// What is done to the whole of a trie, and read-modify-write.
import { mapCanCharge } from '../core/accounts';
import { MapHandle } from '../core/map-handle';
import { isOlder } from '../core/walk';
import { Purpose } from '../memory/purpose';
import { Stores } from './box';
import { SyncHead } from './sync-head';
import {
  CHILDREN_AT,
  freeBelow,
  isLeaf,
  Leaf,
  newNode,
  Node,
  NODE_CHARGE,
  rootOf,
  trieDelete,
  trieLookup,
  trieStore,
  WAYS,
} from './trie';

/** `Load`, then `CompareAndSwap`, or `LoadOrStore`: each makes a leaf as `Store` does. */
export function trieModify(m: MapHandle, key: usize, stores: Stores): usize {
  trieLookup(m, key);
  return trieStore(m, key, stores);
}

/** `Clear`: another root. False when that is refused. */
export function trieClear(m: MapHandle): bool {
  const head = SyncHead.of(m);
  const old = rootOf(m);
  if (old == 0 || !mapCanCharge(m, NODE_CHARGE, Purpose.Growth)) return false;
  head.root = changetype<usize>(newNode(m, 0));
  freeBelow(m, old);
  head.count = 0;
  head.children = 0;
  return true;
}

/** `Range`; nothing changes but that an empty map gets its root. Entries visited, at most `limit` (0 = all). */
export function trieRange(m: MapHandle, limit: u64): u64 {
  const count = SyncHead.of(m).count;
  rootOf(m);
  return limit == 0 ? count : min(limit, count);
}

/** Deletes the leaves of one place that are too old; how many it were. */
function deleteLeaves(m: MapHandle, first: usize, now: u64, age: u64): u64 {
  let deleted: u64 = 0;
  let next: usize = 0;
  for (let at = first; at != 0; at = next) {
    const leaf = changetype<Leaf>(at);
    next = leaf.overflow;
    if (!isOlder(leaf.value().data, now, age)) continue;
    trieDelete(m, leaf.key().data);
    deleted++;
  }
  return deleted;
}

/** The same below a node, which goes with its last child. */
function deleteBelow(m: MapHandle, address: usize, now: u64, age: u64): u64 {
  const node = changetype<Node>(address);
  let deleted: u64 = 0;
  let left = node.children;
  for (let way: usize = 0; way < WAYS && left > 0; way++) {
    const child: usize = load<u32>(address + CHILDREN_AT + (way << 2));
    if (child == 0) continue;
    // Behind its last child a node may be gone.
    left--;
    deleted += isLeaf(child) ? deleteLeaves(m, child, now, age) : deleteBelow(m, child, now, age);
  }
  return deleted;
}

/** `Range` with a `Delete` of every entry that is too old; how many it were. */
export function trieDeleteIf(m: MapHandle, now: u64, age: u64): u64 {
  const root = rootOf(m);
  return root == 0 ? 0 : deleteBelow(m, root, now, age);
}

// The `sync.Map` of Go 1.24 and later: a trie of 16 ways over the bits of the hash, from the top. A
// node without children goes, so deletes give their memory back; a store always makes a new leaf.
import { Account, mapAllocate, mapCanCharge, mapRelease } from '../core/accounts';
import { hashKey, keysEqual } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import { boxCost, boxKey, boxValue, releaseBox, Stores } from './box';
import { Box } from './interface-value';
import { SyncHead } from './sync-head';

const LEAF_BYTES: usize = 48;
const NODE_BYTES: usize = 152;
export const NODE_CHARGE: u64 = 160;
export const WAYS: u32 = 16;
const BITS: u64 = 4;
const HASH_BITS: u64 = 64;

@unmanaged
export class Leaf {
  isLeaf: u32;
  /** The next one with the same hash; 0 = none. */
  overflow: usize;
  hash: u64;

  @inline
  key(): Box {
    return changetype<Box>(changetype<usize>(this) + offsetof<Leaf>());
  }

  @inline
  value(): Box {
    return changetype<Box>(changetype<usize>(this) + offsetof<Leaf>() + offsetof<Box>());
  }
}

@unmanaged
export class Node {
  isLeaf: u32;
  children: u32;
  parent: usize;

  /** Where the child that a hash leads to stands. */
  @inline
  slot(hash: u64, shift: u64): usize {
    return changetype<usize>(this) + CHILDREN_AT + ((<usize>((hash >> shift) & (WAYS - 1))) << 2);
  }
}

/** Its children lie behind a node's own fields, 4 bytes each. */
export const CHILDREN_AT: usize = (offsetof<Node>() + 7) & ~7;

/** Whether a child is a leaf, and no node. */
export function isLeaf(address: usize): bool {
  return changetype<Leaf>(address).isLeaf != 0;
}

/** A node without children. */
export function newNode(m: MapHandle, parent: usize): Node {
  const head = SyncHead.of(m);
  const address = mapAllocate(m, NODE_BYTES, true, Account.Current, Purpose.Growth, End.Low);
  // The limits were asked before; the address space is used up in the middle of a step.
  if (address == 0) unreachable();
  head.nodes++;
  const node = changetype<Node>(address);
  node.parent = parent;
  return node;
}

function adopt(m: MapHandle, node: Node, slot: usize, child: usize): void {
  if (load<u32>(slot) == 0) {
    node.children++;
    SyncHead.of(m).children++;
  }
  store<u32>(slot, <u32>child);
}

function orphan(m: MapHandle, node: Node, slot: usize): void {
  store<u32>(slot, 0);
  node.children--;
  SyncHead.of(m).children--;
}

/** Where a search for a hash ends. */
class Descent {
  /** The slot that is empty or has a leaf. */
  @inline
  static slot(root: usize, hash: u64): usize {
    let shift = HASH_BITS - BITS;
    let slot = changetype<Node>(root).slot(hash, shift);
    let child: usize = load<u32>(slot);
    while (child != 0 && !isLeaf(child)) {
      shift -= BITS;
      slot = changetype<Node>(child).slot(hash, shift);
      child = load<u32>(slot);
    }
    return slot;
  }
}

function sameKey(m: MapHandle, leaf: Leaf, hash: u64, key: usize): bool {
  return leaf.hash == hash && keysEqual(m.type, leaf.key().data, key);
}

/** The root, which the first call of any kind makes; 0 when refused. */
export function rootOf(m: MapHandle): usize {
  const head = SyncHead.of(m);
  if (head.root == 0 && mapCanCharge(m, NODE_CHARGE, Purpose.Growth))
    head.root = changetype<usize>(newNode(m, 0));
  return head.root;
}

/** Address of the value of a key, or 0. */
export function trieLookup(m: MapHandle, key: usize): usize {
  const root = rootOf(m);
  if (root == 0) return 0;
  const hash = hashKey(m, key);
  let child: usize = load<u32>(Descent.slot(root, hash));
  for (; child != 0; child = changetype<Leaf>(child).overflow)
    if (sameKey(m, changetype<Leaf>(child), hash, key)) return changetype<Leaf>(child).value().data;
  return 0;
}

/** A leaf with its key, and a value that begins as the one of `old` (0 = none); null when refused. */
function newLeaf(m: MapHandle, hash: u64, key: usize, stores: Stores, old: usize): Leaf | null {
  const head = SyncHead.of(m);
  if (!boxKey(m, head.keyBox(), key)) return null;
  const address = mapAllocate(m, LEAF_BYTES, true, Account.Entries, Purpose.Entry, End.Low);
  if (address == 0) unreachable();
  const leaf = changetype<Leaf>(address);
  leaf.isLeaf = 1;
  leaf.hash = hash;
  memory.copy(changetype<usize>(leaf.key()), changetype<usize>(head.keyBox()), offsetof<Box>());
  boxValue(m, leaf.value(), stores, old == 0 ? 0 : changetype<Leaf>(old).value().data);
  return leaf;
}

function freeLeaf(m: MapHandle, leaf: Leaf): void {
  releaseBox(m, leaf.key());
  releaseBox(m, leaf.value());
  mapRelease(m, changetype<usize>(leaf), LEAF_BYTES, true, Account.Entries);
}

/** Puts nodes below `slot` until the hashes of two leaves part. */
function expand(m: MapHandle, start: Node, at: usize, old: Leaf, fresh: Leaf): void {
  if (old.hash == fresh.hash) {
    fresh.overflow = changetype<usize>(old);
    store<u32>(at, <u32>changetype<usize>(fresh));
    return;
  }
  let parent = start;
  let slot = at;
  let shift = HASH_BITS - BITS - depth(start) * BITS;
  for (;;) {
    shift -= BITS;
    const node = newNode(m, changetype<usize>(parent));
    store<u32>(slot, <u32>changetype<usize>(node));
    const oldSlot = node.slot(old.hash, shift);
    slot = node.slot(fresh.hash, shift);
    if (oldSlot != slot) {
      adopt(m, node, oldSlot, changetype<usize>(old));
      adopt(m, node, slot, changetype<usize>(fresh));
      return;
    }
    node.children++;
    SyncHead.of(m).children++;
    parent = node;
  }
}

/** Nodes above a node. */
function depth(node: Node): u64 {
  let count: u64 = 0;
  for (let at = node.parent; at != 0; at = changetype<Node>(at).parent) count++;
  return count;
}

/** The node that a hash ends at. */
function nodeFor(root: usize, hash: u64): Node {
  let shift = HASH_BITS - BITS;
  let node = changetype<Node>(root);
  let child: usize = load<u32>(node.slot(hash, shift));
  while (child != 0 && !isLeaf(child)) {
    node = changetype<Node>(child);
    shift -= BITS;
    child = load<u32>(node.slot(hash, shift));
  }
  return node;
}

/** Stores a key; the address of its value, which begins as the old one. 0 when refused. */
export function trieStore(m: MapHandle, key: usize, stores: Stores): usize {
  const head = SyncHead.of(m);
  if (rootOf(m) == 0) return 0;
  if (!mapCanCharge(m, LEAF_BYTES + NODE_CHARGE + boxCost(m), Purpose.Entry)) return 0;
  const hash = hashKey(m, key);
  const slot = Descent.slot(head.root, hash);
  const first: usize = load<u32>(slot);
  let before: usize = 0;
  let old = first;
  while (old != 0 && !sameKey(m, changetype<Leaf>(old), hash, key)) {
    before = old;
    old = changetype<Leaf>(old).overflow;
  }
  const fresh = newLeaf(m, hash, key, stores, old);
  if (fresh === null) return 0;
  if (old != 0) {
    fresh.overflow = changetype<Leaf>(old).overflow;
    if (before == 0) store<u32>(slot, <u32>changetype<usize>(fresh));
    else changetype<Leaf>(before).overflow = changetype<usize>(fresh);
    freeLeaf(m, changetype<Leaf>(old));
    return fresh.value().data;
  }
  head.count++;
  const node = nodeFor(head.root, hash);
  if (first == 0) adopt(m, node, slot, changetype<usize>(fresh));
  else expand(m, node, slot, changetype<Leaf>(first), fresh);
  return fresh.value().data;
}

/** Removes a key, and every node that falls empty; false when absent. */
export function trieDelete(m: MapHandle, key: usize): bool {
  const head = SyncHead.of(m);
  const root = rootOf(m);
  if (root == 0) return false;
  const hash = hashKey(m, key);
  const slot = Descent.slot(root, hash);
  let before: usize = 0;
  let leaf: usize = load<u32>(slot);
  while (leaf != 0 && !sameKey(m, changetype<Leaf>(leaf), hash, key)) {
    before = leaf;
    leaf = changetype<Leaf>(leaf).overflow;
  }
  if (leaf == 0) return false;
  const next = changetype<Leaf>(leaf).overflow;
  const node = nodeFor(root, hash);
  if (before != 0) changetype<Leaf>(before).overflow = next;
  else if (next != 0) store<u32>(slot, <u32>next);
  else orphan(m, node, slot);
  freeLeaf(m, changetype<Leaf>(leaf));
  head.count--;
  unlinkEmpty(m, node, hash);
  return true;
}

function unlinkEmpty(m: MapHandle, start: Node, hash: u64): void {
  let node = start;
  let shift = HASH_BITS - BITS - depth(start) * BITS;
  while (node.parent != 0 && node.children == 0) {
    const parent = changetype<Node>(node.parent);
    shift += BITS;
    orphan(m, parent, parent.slot(hash, shift));
    freeNode(m, node);
    node = parent;
  }
}

function freeNode(m: MapHandle, node: Node): void {
  SyncHead.of(m).nodes--;
  mapRelease(m, changetype<usize>(node), NODE_BYTES, true, Account.Current);
}

/** Gives a leaf, or a node with all below it, back. */
export function freeBelow(m: MapHandle, address: usize): void {
  if (isLeaf(address)) {
    const leaf = changetype<Leaf>(address);
    if (leaf.overflow != 0) freeBelow(m, leaf.overflow);
    freeLeaf(m, leaf);
    return;
  }
  for (let way: usize = 0; way < WAYS; way++) {
    const child: usize = load<u32>(address + CHILDREN_AT + (way << 2));
    if (child != 0) freeBelow(m, child);
  }
  freeNode(m, changetype<Node>(address));
}

/** Gives every node and leaf back. */
export function trieFree(m: MapHandle): void {
  const head = SyncHead.of(m);
  if (head.root != 0) freeBelow(m, head.root);
}

import { MapHandle } from '../core/map-handle';
import { Model } from '../core/model';
import { Box } from './interface-value';

/** Bytes of Go's `sync.Map` itself: a mutex, two maps and a count before Go 1.24, a trie from there. */
const OLD_BYTES: usize = 32;
const TRIE_BYTES: usize = 48;
/** Before Go 1.20 the map that is read stood in an interface, a word more. */
const FIRST_VERSION_WITH_POINTER: u32 = 20;

export function blockBytes(m: MapHandle): usize {
  if (m.model != Model.SyncOld) return TRIE_BYTES;
  return m.version < FIRST_VERSION_WITH_POINTER ? OLD_BYTES + 8 : OLD_BYTES;
}

/** What the kernel keeps of a `sync.Map`. It stands in no account: `block` does, for what Go has. */
@unmanaged
export class SyncHead {
  /** First, as in every header: see `mapCount`. */
  count: u64;
  block: usize;
  /** Objects below 16 bytes share blocks: the one that is being filled, and how far. */
  tiny: usize;
  tinyOffset: u32;
  /** Old: type of the two maps, the maps (0 = none), and the block that says which one is read. */
  mapType: usize;
  read: usize;
  dirty: usize;
  readOnly: usize;
  /** Old: whether the dirty map has keys that the read one has not, and look-ups that had to go there. */
  amended: u32;
  misses: u64;
  /** Trie: the root, and how many nodes there are. */
  root: usize;
  nodes: u32;
  /** Trie: children of all nodes, leaves included. */
  children: u64;

  @inline
  static of(m: MapHandle): SyncHead {
    return changetype<SyncHead>(m.header);
  }

  /** The boxed key of the operation, and room for one more box. */
  keyBox(): Box {
    return changetype<Box>(changetype<usize>(this) + KEY_BOX_AT);
  }

  spareBox(): Box {
    return changetype<Box>(changetype<usize>(this) + SPARE_BOX_AT);
  }
}

const KEY_BOX_AT: usize = (offsetof<SyncHead>() + 7) & ~7;
const SPARE_BOX_AT: usize = KEY_BOX_AT + offsetof<Box>();
/** Bytes of a head with its boxes. */
export const SYNC_HEAD_BYTES: usize = SPARE_BOX_AT + offsetof<Box>();

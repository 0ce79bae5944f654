import { MapHandle } from '../core/map-handle';
import { KeyKind } from '../core/map-type';

/** What changed between versions of Go; the handle has the minor version. */

/** Tombstones are pruned, and remembered so that clear knows of them. */
export function prunes(m: MapHandle): bool {
  return m.version >= 25;
}

/**
 * Only the inserts that the compiler specialises prune: for strings and plain memory of 4 or 8 bytes
 * as keys, with elems up to 128 bytes; for pointers since 1.27. The general insert never does.
 */
export function prunesOnInsert(m: MapHandle): bool {
  if (!prunes(m)) return false;
  const type = m.type;
  if (type.elemIsIndirect || type.isFloat) return false;
  if (type.keyKind == KeyKind.String || type.isOneText) return true;
  if (type.keyKind == KeyKind.Parts) return false;
  if (type.keySize == 8) return !type.keyHasPointers || m.version >= 27;
  return type.keySize == 4;
}

/** A full small map grew on any write until 1.27, even on one to a key that it holds. */
export function growsOnOverwrite(m: MapHandle): bool {
  return m.version < 27;
}

/** Clear skips tables that nothing was written to since the last clear. */
export function clearSkipsUntouched(m: MapHandle): bool {
  return m.version >= 25;
}

/** Clear zeroes all groups at once where looking at each one first would cost more. */
export function clearWeighsGroups(m: MapHandle): bool {
  return m.version >= 26;
}

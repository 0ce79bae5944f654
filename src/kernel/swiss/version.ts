import { MapHandle } from '../map-handle';
import { KEY_64 } from '../map-type';

/** What changed between versions of Go; the handle has the minor version. */

/** Tombstones are pruned, and remembered so that clear knows of them. */
export function prunes(m: MapHandle): bool {
  return m.version >= 25;
}

/** The insert that the compiler chooses for pointer keys forgot to prune until 1.27. */
export function prunesOnInsert(m: MapHandle): bool {
  if (m.version >= 27) return true;
  const type = m.type;
  const isPointerKey = type.keyKind == KEY_64 && type.keyHasPointers && !type.elemIsIndirect;
  return m.version >= 25 && !isPointerKey;
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

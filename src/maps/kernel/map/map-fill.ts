import { KeyKind } from '../core/map-type';
import { mapAt } from './lifecycle';
import { mapAssign, mapAssign32, mapAssign64 } from './operations';

/** Bytes of a string key. */
const STRING_BYTES: usize = 8;

/**
 * Inserts the keys 0 to `count` - 1, as words of the key's size or strings of 8 bytes; elems stay
 * zero. `scratch` has room for a key, at least 24 bytes. Returns the inserts done, fewer than
 * `count` when memory was refused.
 */
export function mapFill(m: usize, count: u32, scratch: usize): u32 {
  const handle = mapAt(m);
  const kind = handle.type.keyKind;
  let word = scratch;
  if (kind == KeyKind.String) {
    word = scratch + 16;
    store<u64>(scratch, word);
    store<u64>(scratch, STRING_BYTES, 8);
    store<u64>(word, 0);
  } else memory.fill(scratch, 0, handle.type.keySize);
  for (let index: u32 = 0; index < count; index++) {
    handle.operation = <u64>index + 1;
    store<u32>(word, index);
    const elem =
      kind == KeyKind.Word64
        ? mapAssign64(m, index)
        : kind == KeyKind.Word32
          ? mapAssign32(m, index)
          : mapAssign(m, scratch);
    if (elem == 0) return index;
  }
  return count;
}

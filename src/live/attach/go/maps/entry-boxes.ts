import { boxesPerEntry } from '../../../../maps/model/map-slot-sizes.ts';
import type { GoType, KeyKind } from '../../../../maps/model/go-type/go-type.ts';
import type { RuntimeMapType, RuntimeType } from '../program/go-types.ts';

/**
 * Bytes of the objects that one entry has outside of the table, because its key or value is larger than
 * 128 bytes; `null` where the types that fit do not agree.
 */
export function boxBytesPerEntry(candidates: readonly RuntimeMapType[]): number | null {
  const known = boxBytes.get(candidates);
  if (known !== undefined) return known;
  const found = agreedBoxBytes(candidates);
  boxBytes.set(candidates, found);
  return found;
}

/** Maps of equal types share one list of them. */
const boxBytes = new WeakMap<readonly RuntimeMapType[], number | null>();

function agreedBoxBytes(candidates: readonly RuntimeMapType[]): number | null {
  const sizes = new Set(
    candidates.map(({ key, value }) => boxesPerEntry(goTypeOf(key), goTypeOf(value)).bytes),
  );
  const [size] = sizes;
  return sizes.size === 1 && size !== undefined ? size : null;
}

const kinds: Readonly<Record<number, KeyKind>> = {
  1: 'int8',
  2: 'int64',
  3: 'int8',
  4: 'int16',
  5: 'int32',
  6: 'int64',
  7: 'int64',
  8: 'int8',
  9: 'int16',
  10: 'int32',
  11: 'int64',
  12: 'int64',
  13: 'float',
  14: 'float',
  15: 'float',
  16: 'float',
  18: 'pointer',
  20: 'interface',
  22: 'pointer',
  24: 'string',
  26: 'pointer',
};
const arrayKind = 17;
const structKind = 25;

/** A type of a running program as size models see it. */
export function goTypeOf(type: RuntimeType): GoType {
  const { name, sizeBytes, alignBytes, hasPointers, kind, isPlainMemory } = type;
  const isCompound = kind === arrayKind || kind === structKind;
  const keyKind = isCompound ? (isPlainMemory ? 'bytes' : 'mixed') : (kinds[kind] ?? 'none');
  return { name, sizeBytes, alignBytes, hasPointers, keyKind };
}

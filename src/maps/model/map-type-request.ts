import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { GoType, KeyKind } from './go-type.ts';

/** Arguments of the kernel's `mapTypeNew`. */
export interface MapTypeRequest {
  readonly keyKind: 0 | 1 | 2 | 3;
  readonly keySize: number;
  readonly elemSize: number;
  readonly flags: number;
}

const KEY_HAS_POINTERS = 1;
const ELEM_HAS_POINTERS = 2;
const ELEM_IS_STRING = 4;
/** Where log2 of the alignments stands in the flags. */
const KEY_ALIGN_SHIFT = 8;
const ELEM_ALIGN_SHIFT = 10;

const kernelKinds: Readonly<Partial<Record<KeyKind, MapTypeRequest['keyKind']>>> = {
  int64: 0,
  pointer: 0,
  int32: 1,
  string: 2,
  int16: 3,
  int8: 3,
  bytes: 3,
};

/**
 * What the kernel must know about `map[key]value`.
 * @throws SandboxError `usage` for keys that are not hashed as plain memory or strings.
 */
export function mapTypeRequest(key: GoType, value: GoType): MapTypeRequest {
  const keyKind = kernelKinds[key.keyKind];
  if (keyKind === undefined)
    throw new SandboxError(
      'usage',
      `expected the key type to be an integer, a string, a pointer or a fixed array or struct of integers, got ${key.name}`,
    );
  return {
    keyKind,
    keySize: key.sizeBytes,
    elemSize: value.sizeBytes,
    flags:
      (key.hasPointers ? KEY_HAS_POINTERS : 0) |
      (value.hasPointers ? ELEM_HAS_POINTERS : 0) |
      (value.name === 'string' ? ELEM_IS_STRING : 0) |
      (Math.log2(key.alignBytes) << KEY_ALIGN_SHIFT) |
      (Math.log2(value.alignBytes) << ELEM_ALIGN_SHIFT),
  };
}

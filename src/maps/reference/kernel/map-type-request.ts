import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import {
  type GoType,
  isPlainFloat,
  type KeyKind as GoKeyKind,
} from '../../model/go-type/go-type.ts';
import type { KeyPart } from '../../model/go-type/key-parts.ts';
import { KeyKind, TypeFlag } from './kernel-enums.ts';

/** What the kernel must know about `map[key]value`: the arguments of its `mapTypeNew`. */
export interface MapTypeRequest {
  readonly keyKind: (typeof KeyKind)[keyof typeof KeyKind];
  readonly keySize: number;
  readonly keyAlign: number;
  readonly elemSize: number;
  readonly elemAlign: number;
  /** Bits of `TypeFlag`. */
  readonly flags: number;
  /** Of keys that are hashed part by part. */
  readonly parts?: readonly KeyPart[];
}

const kernelKinds: Readonly<Partial<Record<GoKeyKind, MapTypeRequest['keyKind']>>> = {
  int64: KeyKind.Word64,
  pointer: KeyKind.Word64,
  int32: KeyKind.Word32,
  string: KeyKind.String,
  int16: KeyKind.Bytes,
  int8: KeyKind.Bytes,
  bytes: KeyKind.Bytes,
};

function floatKind({ sizeBytes }: GoType): MapTypeRequest['keyKind'] {
  return sizeBytes === 8 ? KeyKind.Float64 : KeyKind.Float32;
}

/**
 * The request for keys and values of two types.
 * @throws SandboxError `usage` for keys that are not hashed as plain memory or strings.
 */
export function mapTypeRequest(key: GoType, value: GoType): MapTypeRequest {
  const keyKind = isPlainFloat(key) ? floatKind(key) : kernelKinds[key.keyKind];
  if (keyKind === undefined)
    throw new SandboxError(
      'usage',
      `expected the key type to be an integer, a string, a pointer, float64, float32 or a fixed array or struct of integers, got ${key.name}`,
    );
  return requestOf(keyKind, key, value);
}

/** The same for keys of which a workload says the parts, and values that are written as plain words. */
export function workloadMapType(
  key: GoType,
  value: GoType,
  parts: readonly KeyPart[] | null,
): MapTypeRequest {
  return withPlainValues(
    parts === null
      ? mapTypeRequest(key, value)
      : { ...requestOf(KeyKind.Parts, key, value), parts },
  );
}

function requestOf(keyKind: MapTypeRequest['keyKind'], key: GoType, value: GoType): MapTypeRequest {
  return {
    keyKind,
    keySize: key.sizeBytes,
    keyAlign: key.alignBytes,
    elemSize: value.sizeBytes,
    elemAlign: value.alignBytes,
    flags:
      (key.hasPointers ? TypeFlag.KeyHasPointers : 0) |
      (value.hasPointers ? TypeFlag.ElemHasPointers : 0) |
      (value.name === 'string' ? TypeFlag.ElemIsString : 0),
  };
}

/** The same for values that are written as plain words: the map then owns no bytes of strings. */
export function withPlainValues(request: MapTypeRequest): MapTypeRequest {
  return { ...request, flags: request.flags & ~TypeFlag.ElemIsString };
}

import type { GoValue } from './go-codec.ts';

type WideInteger = 'int64' | 'uint64' | 'int' | 'uint' | 'uintptr' | 'time.Duration';
type NarrowInteger = 'int8' | 'uint8' | 'byte' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'rune';
type Float = 'float32' | 'float64';
type Bytes = 'complex64' | 'complex128' | 'any' | 'error' | 'unsafe.Pointer' | 'time.Time';

/** What a Go type reads back as: the types of `GoValue`, one by one. Bytes are empty types too. */
export type GoReadOf<Type extends string> = string extends Type
  ? GoValue
  : Type extends WideInteger
    ? bigint
    : Type extends NarrowInteger | Float
      ? number
      : Type extends 'bool'
        ? boolean
        : Type extends 'string'
          ? string
          : Type extends 'struct{}'
            ? null
            : Type extends Bytes | `*${string}`
              ? Uint8Array
              : // A struct or an array may be one without a byte, which is null, and a name may have blanks.
                GoValue;

/** What may be written for a Go type: what it reads back as, and what is taken for that. */
export type GoWriteOf<Type extends string> = string extends Type
  ? GoValue
  : Type extends WideInteger
    ? bigint | number
    : Type extends NarrowInteger
      ? number | bigint
      : Type extends 'string'
        ? string | Uint8Array
        : GoReadOf<Type>;

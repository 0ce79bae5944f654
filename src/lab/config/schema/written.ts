import type {
  BytesText,
  DurationText,
  RateText,
} from '../../../base/primitives/quantities/parse-quantity.ts';

type BytesKey = 'memoryBytes' | 'swapBytes';
type DurationKey = 'timeLimitMs' | 'durationSeconds' | 'leadMinutes';
type RateKey = 'perSecond' | 'fromPerSecond' | 'toPerSecond';

/**
 * What a file may say: as the value that is made of it, but bytes, times and rates as numbers or as
 * people write them, such as `'512MiB'`, `'30s'` and `'20k/s'`.
 */
export type Written<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Written<Item>[]
    : { readonly [Key in keyof T]: WrittenField<Key, T[Key]> };

type WrittenField<Key, Value> = Key extends BytesKey
  ? Value | BytesText
  : Key extends DurationKey
    ? Value | DurationText
    : Key extends RateKey
      ? Value extends readonly number[]
        ? readonly (number | RateText)[]
        : Value | RateText
      : Written<Value>;

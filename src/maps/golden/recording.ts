import type { GoType } from '../model/go-type/go-type.ts';
import type { GoValue } from '../reference/go-codec.ts';

/** Which of Go's two map designs was recorded. Go 1.24 and 1.25 could be built with either. */
export type RecordedFamily = 'classic' | 'swiss';

/** Kinds of range loops: whole or in part, copies without and with a hint, sweeps, and such that stay open. */
export const loopKinds = ['i', 'y', 'h', 's', 'o'] as const;

/** See {@link loopKinds}. */
export type LoopKind = (typeof loopKinds)[number];

/**
 * One operation: put, delete, clear, a range loop (`i`), a copy by such a loop into a new map that
 * takes the place of the old one, without a hint (`y`) and with its length as hint (`h`), a loop that deletes
 * what it visits if its `limit` divides the value (`s`), or one that stays open (`o`): it visits `limit`
 * entries, and as many after each put and delete, until it is through or another loop, copy or clear comes.
 * What `key` and `value` stand for says the recording; of a loop, they are the random words that it began
 * with.
 */
export interface RecordedOperation {
  readonly kind: 'p' | 'd' | 'c' | LoopKind;
  readonly key: bigint;
  readonly value: bigint;
  readonly loop?: RecordedLoop;
}

/** What a range loop did. */
export interface RecordedLoop {
  /** Entries after which it ended (0 = all were visited); of sweeps and open loops see `RecordedOperation`. */
  readonly limit: number;
  /** Digest of the keys and values that it visited, 8 bytes each, in their order. */
  readonly visited: string;
}

/** What a field of a header, or a sum over tables, was. */
export type RecordedValue = number | string;

/** What real Go showed after one operation. */
export interface RecordedMoment {
  /** Index of the operation; -1 right after `make`. */
  readonly operation: number;
  /** In the order of the recording's `fieldNames`. */
  readonly values: readonly RecordedValue[];
  /** Digest of the fields after every operation since the moment before; `null` = not recorded. */
  readonly stretchDigest: string | null;
  /** Digest of the whole table memory; `null` = not recorded. */
  readonly tableDigest: string | null;
}

/** A real Go map, recorded in a program that used the portable hash. */
export interface Recording {
  readonly family: RecordedFamily;
  /** Minor version of Go: 22 for `go1.22.12`. */
  readonly version: number;
  readonly key: GoType;
  readonly value: GoType;
  /** What the numbers of an operation stand for. */
  readonly toKey: (key: bigint) => GoValue;
  readonly toValue: (value: bigint) => GoValue;
  /** Address of the array that recorded pointers point into. */
  readonly pool: bigint;
  /** The runtime's hash key, as far as it was recorded; the rest is 0. */
  readonly hashKeys: readonly [bigint, bigint, bigint, bigint];
  readonly hint: bigint;
  readonly operations: readonly RecordedOperation[];
  readonly fieldNames: readonly string[];
  readonly moments: readonly RecordedMoment[];
  /** The new hash seed of each operation that drew one; that of `make` at -1. */
  readonly seeds: ReadonlyMap<number, bigint>;
}

/** Fields that only real Go can know: they are taken from the recording, not compared. */
export const seedFields: Readonly<Record<RecordedFamily, string>> = {
  classic: 'h0',
  swiss: 'seed',
};

/** Fields of a classic map (`hmap`, its overflow slices, bytes and allocations), in order. */
export const classicFields: readonly string[] = [
  'c',
  'B',
  'f',
  'nov',
  'nev',
  'g',
  'h0',
  'free',
  'ol',
  'oc',
  'ool',
  'ta',
  'm',
];

/** Fields of a Swiss map (`Map`, sums over its tables, bytes and allocations), in order. */
export const swissFields: readonly string[] = [
  'c',
  'seed',
  'dl',
  'gd',
  'tp',
  'cs',
  'nt',
  'cap',
  'gl',
  'ta',
  'm',
];

import type { Kernel } from '../../../maps/reference/kernel/kernel.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { FillWay, SyncMapUse } from './fill-real-maps.ts';
import { type FillRequest, fillReference } from './reference-fills.ts';
import type { FillReference } from './sample-references.ts';
import type { TypePair } from './type-pairs.ts';

/** One way of filling fresh maps that is compared. */
export interface FreshMapCase extends FillRequest {
  /** `map[int64]int64, 1,000 entries hinted` */
  readonly name: string;
  readonly fill: FillReference;
  /** Operations that one map costs. */
  readonly operations: number;
  /** Bytes by which a real map may differ for what was allocated before it. */
  readonly foreignBytes: number;
  /** Numbers of the inserts that grow the map; `null` where they are not compared. */
  readonly growths: readonly number[] | null;
}

const mapSizes: readonly number[] = [8, 100, 1000, 10_000, 100_000, 1_000_000];
/** Larger ones take hundreds of bytes an entry in real Go, for every map that is averaged. */
const syncMapSizes: readonly number[] = [100, 1000, 10_000, 100_000];

const uses: Readonly<Record<SyncMapUse, string>> = {
  stored: 'stored',
  deleted: 'stored and nine tenths deleted',
  used: 'stored, loaded, overwritten and nine tenths deleted',
};
/** Small objects share blocks: the first one may lie in a block that was begun before the map. */
const tinyBlockBytes = 16;

const operationsPerKey: Readonly<Record<SyncMapUse, number>> = { stored: 1, deleted: 2, used: 4 };
const useNames: readonly SyncMapUse[] = ['stored', 'deleted', 'used'];

/** What is done to one fresh map of a type. */
interface FreshMapWork {
  readonly way: FillWay;
  readonly entries: number;
  readonly hint: number;
  /** Operations that one map costs. */
  readonly operations: number;
}

/** Every size of a map without and with a hint. */
export function mapWork({ largest }: TypePair): readonly FreshMapWork[] {
  return mapSizes
    .filter((size) => size <= largest)
    .flatMap((entries) =>
      (entries > 8 ? [0, entries] : [0]).map((hint) => ({
        way: 'map' as const,
        entries,
        hint,
        operations: entries,
      })),
    );
}

/** A `sync.Map` used in every way; none for pairs whose values have no box. */
export function syncMapWork({ boxed, largest }: TypePair): readonly FreshSyncMapWork[] {
  if (boxed === null) return [];
  return syncMapSizes
    .filter((size) => size <= largest)
    .flatMap((entries) =>
      useNames.map((way) => ({
        way,
        entries,
        hint: 0,
        operations: entries * operationsPerKey[way],
      })),
    );
}

type FreshSyncMapWork = FreshMapWork & { readonly way: SyncMapUse };

/** Maps of a type in Go 1.`minor`. */
export function mapCases(kernel: Kernel, pair: TypePair, minor: number): readonly FreshMapCase[] {
  const type = `map[${pair.key.type}]${pair.value}`;
  const cases: FreshMapCase[] = [];
  for (const work of mapWork(pair)) {
    const request: FillRequest = { minor, pair, ...work };
    const { entries, hint } = work;
    cases.push({
      ...work,
      ...request,
      name: `${type}, ${formatCount(entries)} entries${hint > 0 ? ' hinted' : ''}`,
      fill: (seed: number) => fillReference(kernel, request, seed),
      foreignBytes: 0,
      growths: fillReference(kernel, request, 1).growths,
    });
  }
  return cases;
}

/** The `sync.Map` of Go 1.`minor`, used in every way. */
export function syncMapCases(
  kernel: Kernel,
  pair: TypePair,
  minor: number,
): readonly FreshMapCase[] {
  const cases: FreshMapCase[] = [];
  for (const work of syncMapWork(pair)) {
    const request: FillRequest = { minor, pair, ...work };
    const { entries, way } = work;
    cases.push({
      ...work,
      ...request,
      name: `${pair.key.type} to ${pair.value}, ${formatCount(entries)} entries ${uses[way]}`,
      fill: (seed: number) => fillReference(kernel, request, seed),
      foreignBytes: tinyBlockBytes,
      growths: null,
    });
  }
  return cases;
}

import type { Kernel } from '../../maps/reference/kernel/kernel.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import type { SyncMapUse } from './fill-real-maps.ts';
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

/** Maps of a type in Go 1.`minor`: every size without and with a hint. */
export function mapCases(kernel: Kernel, pair: TypePair, minor: number): readonly FreshMapCase[] {
  const type = `map[${pair.key.type}]${pair.value}`;
  const cases: FreshMapCase[] = [];
  for (const entries of mapSizes.filter((size) => size <= pair.largest))
    for (const hint of entries > 8 ? [0, entries] : [0]) {
      const request: FillRequest = { minor, pair, way: 'map', entries, hint };
      cases.push({
        ...request,
        name: `${type}, ${formatCount(entries)} entries${hint > 0 ? ' hinted' : ''}`,
        fill: (seed) => fillReference(kernel, request, seed),
        operations: entries,
        foreignBytes: 0,
        growths: fillReference(kernel, request, 1).growths,
      });
    }
  return cases;
}

/** The `sync.Map` of Go 1.`minor`, used in every way; none for pairs whose values have no box. */
export function syncMapCases(
  kernel: Kernel,
  pair: TypePair,
  minor: number,
): readonly FreshMapCase[] {
  const cases: FreshMapCase[] = [];
  if (pair.boxed === null) return cases;
  for (const entries of syncMapSizes.filter((size) => size <= pair.largest))
    for (const way of useNames) {
      const request: FillRequest = { minor, pair, way, entries, hint: 0 };
      cases.push({
        ...request,
        name: `${pair.key.type} to ${pair.value}, ${formatCount(entries)} entries ${uses[way]}`,
        fill: (seed) => fillReference(kernel, request, seed),
        operations: entries * operationsPerKey[way],
        foreignBytes: tinyBlockBytes,
        growths: null,
      });
    }
  return cases;
}

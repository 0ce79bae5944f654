import type { GrowthKind } from './growth-event.ts';
import type { Kernel } from './kernel.ts';
import type { MapStats } from './map-stats.ts';

/** Kinds of growth in the kernel's numbering. */
export const growthKinds: readonly GrowthKind[] = [
  'double',
  'same-size',
  'table-growth',
  'split',
  'directory-doubling',
  'prune',
];

const FIGURES = 14;
const KERNEL_KINDS = 8;

/** Bytes that `readMapStats` needs at `out`. */
export const mapRecordBytes: number = (FIGURES + KERNEL_KINDS) * 8;

/** The cheap figures of a map; `out` is scratch memory of `mapRecordBytes`. */
export function readMapStats(kernel: Kernel, map: number, out: number): MapStats {
  kernel.exports.mapStats(map, out);
  const figures = new Float64Array(kernel.memory.buffer, out, FIGURES + KERNEL_KINDS);
  const at = (index: number): number => figures[index] ?? Number.NaN;
  return {
    entries: at(0),
    capacityEntries: at(1),
    loadFactor: at(2),
    buckets: at(3),
    overflowBuckets: at(4),
    overflowBucketsEstimate: at(5),
    isGrowing: at(6) === 1,
    bytesCurrent: at(7),
    bytesOld: at(8),
    bytesHeld: at(9),
    bytesPeak: at(10),
    totalBytesAllocated: at(11),
    totalAllocations: at(12),
    bytesAbandoned: at(13),
    growthsByKind: Object.fromEntries(
      growthKinds
        .map((kind, index) => [kind, at(FIGURES + index)] as const)
        .filter(([, count]) => count > 0),
    ),
  };
}

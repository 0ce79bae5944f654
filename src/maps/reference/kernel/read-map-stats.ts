import { numberAt } from '../../../base/primitives/number-at.ts';
import type { Kernel } from './kernel.ts';
import { kernelGrowthKinds } from './kernel-growth-kinds.ts';
import { statsLayout } from './kernel-layouts.ts';
import type { MapStats } from '../../model/map-stats.ts';

const { bytes: STATS_BYTES, doubles: at } = statsLayout;
/** Counts of growths follow the record, by kind. */
const firstKind = STATS_BYTES / 8;
const recordFigures = firstKind + kernelGrowthKinds.length;

/** Bytes that `readMapStats` needs at `out`. */
export const mapRecordBytes: number = recordFigures * 8;

/** The cheap figures of a map; `out` is scratch memory of `mapRecordBytes`. */
export function readMapStats(kernel: Kernel, map: number, out: number): MapStats {
  return new MapStatsReader(kernel, map, out).read();
}

/** Reads one map's figures again and again: each time costs less than 100 ns. */
export class MapStatsReader {
  readonly #exports: Kernel['exports'];
  readonly #map: number;
  readonly #out: number;
  readonly #figures: Float64Array;
  /** Growths are rare: their counts are read again only when there was one. */
  #growths = -1;
  #growthsByKind: MapStats['growthsByKind'] = {};

  /** `out` is scratch memory of `mapRecordBytes`, for this reader alone. */
  constructor({ exports, memory }: Kernel, map: number, out: number) {
    this.#exports = exports;
    this.#map = map;
    this.#out = out;
    this.#figures = new Float64Array(memory.buffer, out, recordFigures);
  }

  read(): MapStats {
    this.#exports.mapStats(this.#map, this.#out);
    const figures = this.#figures;
    if (figures[at.growthsStarted] !== this.#growths) this.#countGrowths();
    return {
      entries: numberAt(figures, at.entries),
      capacityEntries: numberAt(figures, at.capacityEntries),
      loadFactor: numberAt(figures, at.loadFactor),
      buckets: numberAt(figures, at.buckets),
      overflowBuckets: numberAt(figures, at.overflowBuckets),
      overflowBucketsEstimate: numberAt(figures, at.overflowBucketsEstimate),
      isGrowing: figures[at.isGrowing] === 1,
      bytesCurrent: numberAt(figures, at.bytesCurrent),
      bytesOld: numberAt(figures, at.bytesOld),
      bytesHeld: numberAt(figures, at.bytesHeld),
      bytesPeak: numberAt(figures, at.bytesPeak),
      totalBytesAllocated: numberAt(figures, at.totalBytesAllocated),
      totalAllocations: numberAt(figures, at.totalAllocations),
      bytesAbandoned: numberAt(figures, at.bytesAbandoned),
      growthsByKind: this.#growthsByKind,
    };
  }

  #countGrowths(): void {
    this.#growths = numberAt(this.#figures, at.growthsStarted);
    this.#growthsByKind = Object.fromEntries(
      kernelGrowthKinds
        .map((kind, index) => [kind, numberAt(this.#figures, firstKind + index)] as const)
        .filter(([, count]) => count > 0),
    );
  }
}

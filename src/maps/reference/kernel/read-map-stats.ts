import { growthKinds } from '../../model/growth-event.ts';
import type { Kernel } from './kernel.ts';
import type { MapStats } from '../../model/map-stats.ts';

const FIGURES = 15;
const GROWTHS_STARTED = 14;
const RECORD_FIGURES = FIGURES + growthKinds.length;

/** Bytes that `readMapStats` needs at `out`. */
export const mapRecordBytes: number = RECORD_FIGURES * 8;

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
    this.#figures = new Float64Array(memory.buffer, out, RECORD_FIGURES);
  }

  read(): MapStats {
    this.#exports.mapStats(this.#map, this.#out);
    const figures = this.#figures;
    if (figures[GROWTHS_STARTED] !== this.#growths) this.#countGrowths();
    return {
      entries: figures[0] ?? 0,
      capacityEntries: figures[1] ?? 0,
      loadFactor: figures[2] ?? 0,
      buckets: figures[3] ?? 0,
      overflowBuckets: figures[4] ?? 0,
      overflowBucketsEstimate: figures[5] ?? 0,
      isGrowing: figures[6] === 1,
      bytesCurrent: figures[7] ?? 0,
      bytesOld: figures[8] ?? 0,
      bytesHeld: figures[9] ?? 0,
      bytesPeak: figures[10] ?? 0,
      totalBytesAllocated: figures[11] ?? 0,
      totalAllocations: figures[12] ?? 0,
      bytesAbandoned: figures[13] ?? 0,
      growthsByKind: this.#growthsByKind,
    };
  }

  #countGrowths(): void {
    this.#growths = this.#figures[GROWTHS_STARTED] ?? 0;
    this.#growthsByKind = Object.fromEntries(
      growthKinds
        .map((kind, index) => [kind, this.#figures[FIGURES + index] ?? 0] as const)
        .filter(([, count]) => count > 0),
    );
  }
}

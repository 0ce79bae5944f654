import type { Kernel } from './kernel.ts';
import type { Evacuation, MapShape } from '../../figures/map-shape.ts';

const FIGURES = 12;

/** Bytes of scratch memory that a reader needs. */
export const mapShapeBytes: number = FIGURES * 8;

/** Reads what one map is made of, again and again. */
export class MapShapeReader {
  readonly #exports: Kernel['exports'];
  readonly #map: number;
  readonly #out: number;
  readonly #figures: Float64Array;

  /** `out` is scratch memory of `mapShapeBytes`, for this reader alone. */
  constructor({ exports, memory }: Kernel, map: number, out: number) {
    this.#exports = exports;
    this.#map = map;
    this.#out = out;
    this.#figures = new Float64Array(memory.buffer, out, FIGURES);
  }

  read(): MapShape {
    this.#exports.mapShape(this.#map, this.#out);
    const figures = this.#figures;
    return {
      bytesTable: figures[0] ?? 0,
      bytesOldTable: figures[1] ?? 0,
      bytesHeaders: figures[2] ?? 0,
      bytesEntries: figures[3] ?? 0,
      sparesLeft: known(figures[4]),
      tombstones: known(figures[5]),
      tables: known(figures[6]),
      directoryEntries: known(figures[7]),
      evacuation: figures[8] === 0 ? null : this.#evacuation(),
      reseeds: figures[11] ?? 0,
    };
  }

  #evacuation(): Evacuation {
    const [oldBuckets = 0, movedBuckets = 0, isStalled] = this.#figures.subarray(8, 11);
    const left = oldBuckets - movedBuckets;
    return {
      oldBuckets,
      movedBuckets,
      fewestWritesLeft: Math.ceil(left / 2),
      mostWritesLeft: left,
      isStalled: isStalled === 1,
    };
  }
}

function known(figure: number | undefined): number | null {
  return figure === undefined || figure < 0 ? null : figure;
}

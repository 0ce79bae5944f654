import { numberAt } from '../../../base/primitives/number-at.ts';
import type { Kernel } from './kernel.ts';
import { shapeLayout } from './kernel-layouts.ts';
import type { Evacuation, MapShape } from '../../figures/map-shape.ts';

const { bytes, doubles: at } = shapeLayout;

/** Bytes of scratch memory that a reader needs. */
export const mapShapeBytes: number = bytes;

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
    this.#figures = new Float64Array(memory.buffer, out, bytes / 8);
  }

  read(): MapShape {
    this.#exports.mapShape(this.#map, this.#out);
    const figures = this.#figures;
    return {
      bytesTable: numberAt(figures, at.bytesTable),
      bytesOldTable: numberAt(figures, at.bytesOldTable),
      bytesHeaders: numberAt(figures, at.bytesHeaders),
      bytesEntries: numberAt(figures, at.bytesEntries),
      sparesLeft: known(figures[at.sparesLeft]),
      tombstones: known(figures[at.tombstones]),
      tables: known(figures[at.tables]),
      directoryEntries: known(figures[at.directoryEntries]),
      evacuation: figures[at.oldBuckets] === 0 ? null : this.#evacuation(),
      reseeds: numberAt(figures, at.reseeds),
    };
  }

  #evacuation(): Evacuation {
    const figures = this.#figures;
    const oldBuckets = numberAt(figures, at.oldBuckets);
    const movedBuckets = numberAt(figures, at.movedBuckets);
    const left = oldBuckets - movedBuckets;
    return {
      oldBuckets,
      movedBuckets,
      fewestWritesLeft: Math.ceil(left / 2),
      mostWritesLeft: left,
      isStalled: figures[at.isStalled] === 1,
    };
  }
}

function known(figure: number | undefined): number | null {
  return figure === undefined || figure < 0 ? null : figure;
}

import type { LiveMap } from '../../../maps/figures/live-map.ts';

/** A map at one moment of its staircase. */
export interface StairPoint {
  readonly atMs: number;
  readonly entries: number;
  readonly capacity: number;
  readonly heldBytes: number;
  readonly oldBytes: number;
}

const mostPoints = 600;

/** What a map held from look to look: of a stretch in which its table stays, the ends. */
export class MapStaircase {
  readonly #points: StairPoint[] = [];

  get points(): readonly StairPoint[] {
    return this.#points;
  }

  add({ figures, atMs }: LiveMap): void {
    const point = {
      atMs,
      entries: figures.entries,
      capacity: figures.capacityEntries,
      heldBytes: figures.bytes.held,
      oldBytes: figures.bytes.old,
    };
    const points = this.#points;
    const isStretch = isSame(points.at(-1), point) && isSame(points.at(-2), point);
    if (isStretch) points.pop();
    points.push(point);
    if (points.length > mostPoints) points.shift();
  }
}

function isSame(before: StairPoint | undefined, now: StairPoint): boolean {
  return before?.heldBytes === now.heldBytes && before.oldBytes === now.oldBytes;
}

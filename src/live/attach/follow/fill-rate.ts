import type { MapFigures } from '../../../maps/figures/map-figures.ts';

interface Point {
  readonly atMs: number;
  readonly entries: number;
  /** Places taken so far, over all tables that the map had. */
  readonly taken: number;
}

/** What a rate is taken from: long enough for writes that come in bursts, short enough to follow. */
const windowMs = 90_000;
const mostPoints = 180;

/**
 * How fast a map gets entries, and how fast it fills: in some maps a deleted entry keeps its place until
 * the table is made anew, so that what comes and goes fills them too.
 */
export class FillRate {
  readonly #points: Point[] = [];
  #last: MapFigures | null = null;
  #taken = 0;

  add(atMs: number, figures: MapFigures): void {
    this.#taken += this.#last === null ? 0 : placesTaken(this.#last, figures);
    this.#last = figures;
    const points = this.#points;
    // Looks that come fast would push what is older out of the window.
    const newest = points.at(-2);
    if (newest !== undefined && atMs - newest.atMs < windowMs / mostPoints) points.pop();
    points.push({ atMs, entries: figures.entries, taken: this.#taken });
    while ((points[0]?.atMs ?? atMs) < atMs - windowMs) points.shift();
  }

  /** Entries that come per minute, less those that go; `null` before the second look. */
  get entriesPerMinute(): number | null {
    return slopePerMinute(this.#points, ({ entries }) => entries);
  }

  /** Places that are taken per minute, which is what brings the next growth. */
  get takenPerMinute(): number | null {
    return slopePerMinute(this.#points, ({ taken }) => taken);
  }
}

/** Of one table deleted entries count; across two of them only what is left can be told. */
function placesTaken(before: MapFigures, now: MapFigures): number {
  const entries = now.entries - before.entries;
  const deleted = (now.deleted ?? 0) - (before.deleted ?? 0);
  const isSameTable = now.buckets === before.buckets && entries + deleted >= 0;
  return isSameTable ? entries + deleted : entries;
}

/** By least squares: single looks may fall between bursts. */
function slopePerMinute(points: readonly Point[], read: (point: Point) => number): number | null {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.atMs === first.atMs) return null;
  const meanMs = mean(points, ({ atMs }) => atMs - first.atMs);
  const meanValue = mean(points, read);
  let covariance = 0;
  let variance = 0;
  for (const point of points) {
    const distanceMs = point.atMs - first.atMs - meanMs;
    covariance += distanceMs * (read(point) - meanValue);
    variance += distanceMs * distanceMs;
  }
  return (covariance / variance) * 60_000;
}

function mean(points: readonly Point[], read: (point: Point) => number): number {
  return points.reduce((sum, point) => sum + read(point), 0) / points.length;
}

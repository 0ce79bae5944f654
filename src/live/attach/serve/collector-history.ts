import type { MapsLook } from '../follow/followed.ts';

/** What the maps of a process hold at one look, and its collector. */
export interface CollectorPoint {
  readonly atMs: number;
  /** All maps that are seen, the small ones as well. */
  readonly mapBytes: number;
  /** Tables that growths left, in use or garbage, as far as they were seen. */
  readonly oldBytes: number;
  /** `CollectorLook.heapBytes` and `goalBytes`. */
  readonly heapBytes: number | null;
  readonly goalBytes: number | null;
  readonly cycles: number | null;
}

const mostPoints = 1200;
const mostCycles = 2000;

/** From the first look on: of a long time every second look is dropped again and again. */
export class CollectorHistory {
  #points: CollectorPoint[] = [];
  /** Looks that each of the last points stands for. */
  #every = 1;
  #looks = 0;
  readonly cycleEndsMs: number[] = [];

  get points(): readonly CollectorPoint[] {
    return this.#points;
  }

  add({ atMs, maps, smaller, collector, cycles, oldTables }: Omit<MapsLook, 'kind'>): void {
    const point: CollectorPoint = {
      atMs,
      mapBytes: maps.reduce((sum, { map }) => sum + map.figures.bytes.held, smaller.bytes),
      oldBytes: maps.reduce((sum, { map: { id, figures } }) => {
        return sum + Math.max(figures.bytes.old, oldTables.get(id)?.bytes ?? 0);
      }, 0),
      heapBytes: collector?.heapBytes ?? null,
      goalBytes: collector?.goalBytes ?? null,
      cycles: collector?.cycles ?? null,
    };
    this.#addCycles(point, cycles);
    // The newest look always stands at the end.
    if (this.#looks % this.#every !== 0) this.#points.pop();
    this.#looks += 1;
    this.#points.push(point);
    if (this.#points.length <= mostPoints) return;
    this.#points = this.#points.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  /** By the log where there is one, else by the look that saw another number. */
  #addCycles({ atMs, cycles }: CollectorPoint, told: MapsLook['cycles']): void {
    const ends = this.cycleEndsMs;
    const before = this.#points.at(-1)?.cycles ?? null;
    if (told.length > 0) ends.push(...told.map(({ endedAtMs }) => endedAtMs));
    else if (before !== null && cycles !== null && cycles > before && !this.#hasLog)
      ends.push(atMs);
    this.#hasLog ||= told.length > 0;
    ends.splice(0, ends.length - mostCycles);
  }

  #hasLog = false;
}

import type { OperationBlock } from '../traffic/operation-block.ts';
import type { ReplayedMap } from './replay-counts.ts';

/** Where in the recording a growth stands. */
export interface GrowthTime {
  /** Number of the recorded operation, from 1. */
  readonly recordedOperation: number;
  /** Milliseconds since 1970 or since the recording began; `null` where nothing says when. */
  readonly timeMs: number | null;
}

const hourMs = 3_600_000;
const hoursOfDay = 24;

/** Follows the growths of a map through a recording. */
export class GrowthTimes {
  readonly listed: GrowthTime[] = [];
  readonly #map: ReplayedMap;
  readonly #byHour = Array.from({ length: hoursOfDay }, () => 0);
  #isTimed = false;
  #count: number;
  #performed = 0;

  constructor(map: ReplayedMap) {
    this.#map = map;
    this.#count = map.growths().count;
  }

  /** Growths by the hour of the day; `null` where nothing says when. */
  get byHour(): readonly number[] | null {
    return this.#isTimed ? this.#byHour : null;
  }

  /** Takes the growths that a block brought; those that are not listed count at its end. */
  add(block: OperationBlock): void {
    const { count, listed } = this.#map.growths();
    let unlisted = count - this.#count;
    this.#count = count;
    while (this.listed.length < listed) {
      const at = this.#map.growthOperation(this.listed.length) - this.#performed - 1;
      const timeMs = block.timesMs[at] ?? Number.NaN;
      this.listed.push({
        recordedOperation: block.recorded[at] ?? 0,
        timeMs: Number.isNaN(timeMs) ? null : timeMs,
      });
      this.#add(timeMs, 1);
      unlisted -= 1;
    }
    const lastMs = block.timesMs[block.length - 1] ?? Number.NaN;
    if (!Number.isNaN(lastMs)) this.#isTimed = true;
    this.#add(lastMs, unlisted);
    this.#performed += block.length;
  }

  #add(timeMs: number, growths: number): void {
    if (Number.isNaN(timeMs)) return;
    const hour = Math.floor(timeMs / hourMs) % hoursOfDay;
    this.#byHour[hour] = (this.#byHour[hour] ?? 0) + growths;
  }
}

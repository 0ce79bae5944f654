import { createMap } from '../map/create-map.ts';
import type { GoValue } from '../map/go-codec.ts';
import type { GrowthEvent } from '../map/growth-event.ts';
import type { Guard, MapModel } from '../map/map-model.ts';
import type { MapStats } from '../map/map-stats.ts';
import { parseGoKeyType, parseGoType } from '../map/parse-go-type.ts';
import type { ReferenceMap } from '../map/reference-map.ts';
import type { SizeModel } from '../map/size-model.ts';
import { sizeModelFor } from '../map/size-model-for.ts';
import { mapWindow, type WindowSecond, windowSeconds } from './map-window.ts';
import { type TextCodec, textCodec } from './text-codec.ts';
import { type WindowCounters, WindowRing } from './window-ring.ts';

/** The map that a service holds. */
export interface InstrumentedMapOptions {
  /** Value of the label `map` of every metric. */
  readonly name: string;
  readonly map: MapModel;
  readonly key: string;
  readonly value: string;
  /**
   * What would protect the map. The service performs one operation at a time, so that `mutex` and
   * `none` are the same to it.
   */
  readonly guard: Extract<Guard, 'none' | 'mutex'>;
  readonly hint: number;
  readonly seed: number;
  /** Most bytes that the map may be charged; `null` = only the address space limits it. */
  readonly limitBytes: number | null;
  /** Milliseconds of a steady clock; stands in for `performance.now` in tests. */
  readonly clock?: () => number;
}

/** A growth with the moment when it started. */
export interface TimedGrowth extends GrowthEvent {
  /** Wall clock, milliseconds since 1970 with fractions. */
  readonly startedAtMs: number;
}

/** Growths of which time and figures are kept; later ones are only counted. */
const MAX_GROWTHS = 16_384;

/** A reference map that counts what is done to it, by the second. */
export class InstrumentedMap {
  readonly options: InstrumentedMapOptions;
  readonly keys: TextCodec;
  readonly values: TextCodec;
  readonly model: SizeModel;
  readonly ring: WindowRing = new WindowRing();
  writes = 0;
  lookups = 0;
  readonly #map: ReferenceMap;
  readonly #clock: () => number;
  readonly #startedAt: number;
  readonly #epochMs: number;
  readonly #growthTimes: number[] = [];
  #nextSecondAt = Number.NEGATIVE_INFINITY;

  /** @throws SandboxError `usage` when an option is wrong, `environment` when memory is refused */
  constructor(options: InstrumentedMapOptions) {
    const { map, key, value, hint, seed, limitBytes } = options;
    const keyType = parseGoKeyType(key);
    const valueType = parseGoType(value, 'value');
    this.options = options;
    this.keys = textCodec(keyType);
    this.values = textCodec(valueType);
    this.#map = createMap({
      map,
      key,
      value,
      hint,
      seed,
      ...(limitBytes === null ? {} : { limitBytes }),
      maxGrowthEvents: MAX_GROWTHS,
      clock: true,
    });
    this.model = sizeModelFor(map, keyType, valueType, hint).model;
    this.#clock = options.clock ?? (() => performance.now());
    this.#startedAt = this.#clock();
    this.#epochMs = performance.timeOrigin + performance.now() - this.#startedAt;
  }

  /**
   * Writes an entry; whether its key is new.
   * @throws MapOutOfMemoryError when the limit does not allow it; the map is as it was
   */
  set(key: GoValue, value: GoValue): boolean {
    const now = this.#begin();
    const before = this.#map.size;
    this.#map.set(key, value);
    this.writes++;
    for (let known = this.#growthTimes.length; known < this.#map.growthsStarted; known++)
      if (known < MAX_GROWTHS) this.#growthTimes.push(now);
      else break;
    return this.#map.size > before;
  }

  /** The value of a key, or `undefined`. */
  get(key: GoValue): GoValue | undefined {
    this.#begin();
    this.lookups++;
    return this.#map.get(key);
  }

  /** Removes a key; whether it was there. */
  delete(key: GoValue): boolean {
    this.#begin();
    this.writes++;
    return this.#map.delete(key);
  }

  /** In constant time, whatever the size of the map: nothing is walked and nothing is moved. */
  stats(): MapStats {
    return this.#map.stats();
  }

  /**
   * Inserts of a new key that found no room where its hash leads first: in the main bucket of its
   * chain (classic) or in the first group of its probe sequence (Swiss).
   */
  get collisions(): number {
    return this.#map.collisions;
  }

  /** The newest growths, oldest first. */
  growths(last: number): readonly TimedGrowth[] {
    const events = this.#map.growthEvents(last);
    const first = Math.min(this.#map.growthsStarted, MAX_GROWTHS) - events.length;
    return events.map((event, index) => {
      const startedAt = this.#growthTimes[first + index] ?? this.#startedAt;
      return Object.assign({ startedAtMs: this.#epochMs + startedAt }, event);
    });
  }

  /** Growths beyond those that are kept. */
  get growthsDropped(): number {
    return Math.max(0, this.#map.growthsStarted - MAX_GROWTHS);
  }

  /** The running second and the 30 before it, newest first. */
  window(): readonly WindowSecond[] {
    const second = this.#secondOf(this.#clock());
    const opened = this.ring.read(second - windowSeconds);
    return mapWindow(opened, this.#counters(), second, this.#epochMs + this.#startedAt);
  }

  close(): void {
    this.#map.close();
  }

  #begin(): number {
    const now = this.#clock();
    if (now >= this.#nextSecondAt) this.#openSecond(this.#secondOf(now));
    return now;
  }

  #openSecond(second: number): void {
    this.#nextSecondAt = this.#startedAt + (second + 1) * 1000;
    this.ring.open({ second, ...this.#counters() });
  }

  #secondOf(now: number): number {
    return Math.floor((now - this.#startedAt) / 1000);
  }

  #counters(): WindowCounters {
    const { entries, loadFactor } = this.#map.stats();
    const { writes, lookups } = this;
    const { collisions, growthsStarted: growths } = this.#map;
    return { writes, lookups, collisions, growths, entries, loadFactor };
  }
}

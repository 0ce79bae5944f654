import type { MapSpec } from '../../maps/model/map-spec.ts';
import type { GoValue } from '../../maps/reference/go-codec.ts';
import type { GrowthEvent } from '../../maps/model/growth-event.ts';
import { MapOutOfMemoryError } from '../../maps/reference/map-fault.ts';
import { MapFullError } from '../../maps/reference/map-full-error.ts';
import { GuardedMap } from '../../maps/reference/guarded-map.ts';
import { guardFacts } from '../../maps/model/guards.ts';
import type { MapStats, ShardedStats } from '../../maps/model/map-stats.ts';
import { parseGoKeyType, parseGoType } from '../../maps/model/go-type/parse-go-type.ts';
import { mostEntries, requireWhole } from '../../maps/model/require-whole.ts';
import type { RefusalReason } from './exporter/exported-map.ts';
import { mapWindow, type WindowSecond, windowSeconds } from './size/map-window.ts';
import { type TextCodec, textCodec } from './routes/text-codec.ts';
import { SampledKeys } from './size/sampled-keys.ts';
import { TimedGrowths } from './timed-growths.ts';
import { type WindowCounters, WindowRing } from './size/window-ring.ts';

/**
 * The map that a service holds. The service performs one operation at a time, so that a lock is never
 * waited for; the guard `sharded:N` is N maps under one limit, and `sync.Map` another map.
 */
export interface InstrumentedMapOptions extends MapSpec {
  /** Value of the label `map` of every metric. */
  readonly name: string;
  /** Whether the heaviest keys are told themselves, not only their hashes. @default false */
  readonly showsKeys?: boolean;
  /** Milliseconds of a steady clock; stands in for `performance.now` in tests. */
  readonly clock?: () => number;
}

/** A growth with the moment when it started. */
export interface TimedGrowth extends GrowthEvent {
  /** Wall clock, milliseconds since 1970 with fractions. */
  readonly startedAtMs: number;
}

/** A reference map that counts what is done to it, by the second. */
export class InstrumentedMap {
  readonly options: InstrumentedMapOptions;
  readonly keys: TextCodec;
  readonly values: TextCodec;
  readonly ring: WindowRing = new WindowRing();
  /** Which keys are asked for most. */
  readonly sampledKeys: SampledKeys;
  writes = 0;
  lookups = 0;
  /** Writes that the map had no room for, by the reason. */
  readonly refusedWrites: Record<RefusalReason, number> = { 'out-of-memory': 0, 'map-full': 0 };
  readonly #map: GuardedMap;
  readonly #clock: () => number;
  readonly #startedAt: number;
  readonly #epochMs: number;
  readonly #growths: TimedGrowths;
  #nextSecondAt = Number.NEGATIVE_INFINITY;

  /** @throws SandboxError `usage` when an option is wrong, `environment` when memory is refused */
  constructor(options: InstrumentedMapOptions) {
    const { map, key, value, guard, hint, seed, limitBytes } = options;
    requireWhole('hint', hint, mostEntries);
    const keyType = parseGoKeyType(key);
    const valueType = parseGoType(value, 'value');
    this.options = options;
    this.keys = textCodec(keyType);
    this.values = textCodec(valueType);
    const shards = guardFacts(guard).shards;
    this.#growths = new TimedGrowths(shards);
    this.sampledKeys = new SampledKeys(shards, options.showsKeys ?? false);
    this.#map = new GuardedMap({
      map,
      key,
      value,
      guard,
      hint,
      seed,
      ...(limitBytes === null ? {} : { limitBytes }),
      maxGrowthEvents: this.#growths.keptPerShard,
      clock: true,
    });
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
    const shard = this.#map.shardOf(key);
    if (this.sampledKeys.isDue()) this.sampledKeys.see(this.keys.format(key), shard, now);
    try {
      const isNew = this.#map.write(shard, (map) => {
        const before = map.size;
        map.set(key, value);
        this.#growths.note(shard, map.growthsStarted, now);
        return map.size > before;
      });
      this.writes++;
      return isNew;
    } catch (error) {
      this.#countRefusal(error);
      throw error;
    }
  }

  /** The value of a key, or `undefined`. */
  get(key: GoValue): GoValue | undefined {
    const now = this.#begin();
    this.lookups++;
    if (this.sampledKeys.isDue())
      this.sampledKeys.see(this.keys.format(key), this.#map.shardOf(key), now);
    return this.#map.get(key);
  }

  /** Removes a key; whether it was there. */
  delete(key: GoValue): boolean {
    const now = this.#begin();
    this.writes++;
    const shard = this.#map.shardOf(key);
    if (this.sampledKeys.isDue()) this.sampledKeys.see(this.keys.format(key), shard, now);
    return this.#map.write(shard, (map) => {
      const wasThere = map.delete(key);
      this.#growths.note(shard, map.growthsStarted, now);
      return wasThere;
    });
  }

  /** In constant time, whatever the size of the map: nothing is walked and nothing is moved. */
  stats(): MapStats {
    return this.#map.stats();
  }

  /** The same beside the state of every shard, in a time that their number decides. */
  shardedStats(): ShardedStats {
    return this.#map.shardedStats();
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
    return this.#growths
      .newest(last, this.#map.shards)
      .map(({ event, startedAt }) =>
        Object.assign({ startedAtMs: this.#epochMs + startedAt }, event),
      );
  }

  /** How many growths `growths` can list. */
  get growthsNoted(): number {
    return this.#growths.noted;
  }

  /** Growths beyond those that are kept. */
  get growthsDropped(): number {
    return this.#growths.dropped;
  }

  /** The running second and the 30 before it, newest first. */
  window(): readonly WindowSecond[] {
    const second = this.#secondOf(this.#clock());
    const opened = this.ring.read(second - windowSeconds);
    return mapWindow(opened, this.#counters(), second, this.createdAtMs);
  }

  /** When it was made: wall clock, milliseconds since 1970 with fractions. */
  get createdAtMs(): number {
    return this.#epochMs + this.#startedAt;
  }

  close(): void {
    this.#map.close();
  }

  #countRefusal(error: unknown): void {
    if (error instanceof MapOutOfMemoryError) this.refusedWrites['out-of-memory']++;
    else if (error instanceof MapFullError) this.refusedWrites['map-full']++;
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

import { checkGuard } from '../model/check-guard.ts';
import { type MapOptions, mapMaker } from './create-map.ts';
import type { GoValue } from './go-codec.ts';
import { guardFacts } from '../model/guards.ts';
import { MapOutOfMemoryError } from './map-fault.ts';
import type { MapStats, ShardedStats } from '../model/map-stats.ts';
import { modelFacts } from '../model/model-facts.ts';
import { OperationCount } from '../model/operation-count.ts';
import { parseGoKeyType } from '../model/go-type/parse-go-type.ts';
import type { ReferenceMap } from './reference-map.ts';
import { shardChoice } from './shard-choice.ts';
import { sumGrowths, sumMapStats } from '../figures/sum-map-stats.ts';

/**
 * A map behind any guard, for one thread: locks are never waited for, so that they change nothing,
 * but `sharded:N` is N maps under one limit, and `sync.Map` is what it is in Go.
 */
export class GuardedMap {
  readonly shards: readonly ReferenceMap[];
  /** Of all shards together, which number them in one row. */
  readonly operations: OperationCount = new OperationCount();
  readonly #choice: (key: GoValue) => number;
  readonly #slotsPerBucket: number;
  readonly #bytesHeld: Float64Array;
  readonly #bytesPeak: Float64Array;
  #bytesHeldSum = 0;
  #bytesPeakSum = 0;
  /** Growths are rare: they are added up again only when there was one. */
  #growthsAdded = 0;
  #growthsByKind: MapStats['growthsByKind'] = {};

  /** @throws SandboxError `usage` when an option is wrong, `environment` when memory is refused */
  constructor(options: Required<Pick<MapOptions, 'map' | 'guard' | 'hint'>> & MapOptions) {
    checkGuard(options, 'usage');
    const count = guardFacts(options.guard).shards;
    const { guard, hint, ...rest } = options;
    const make = mapMaker(
      { ...rest, hint: Math.ceil(hint / count) },
      guardFacts(guard).kind === 'sync.Map',
    );
    const { operations } = this;
    this.#bytesHeld = new Float64Array(count);
    this.#bytesPeak = new Float64Array(count);
    this.#slotsPerBucket = modelFacts(options.map).slotsPerBucket;
    this.#choice =
      count === 1 ? () => 0 : shardChoice(parseGoKeyType(options.key), count, options.seed ?? 1);
    const shards: ReferenceMap[] = [];
    this.shards = shards;
    for (let shard = 0; shard < count; shard++) {
      const bytesElsewhere = (): number => this.#bytesHeldSum - (this.#bytesHeld[shard] ?? 0);
      shards.push(make({ shard, operations, bytesElsewhere }));
      this.#account(shard);
    }
  }

  /** Number of the shard that has a key, or would. */
  shardOf(key: GoValue): number {
    return this.#choice(key);
  }

  /**
   * Performs a write on a shard, and keeps account of the bytes of all of them.
   *
   * @throws MapOutOfMemoryError with the figures of all shards
   */
  write<T>(shard: number, write: (map: ReferenceMap) => T): T {
    const map = this.#shard(shard);
    if (this.shards.length === 1) return write(map);
    try {
      return write(map);
    } catch (error) {
      if (!(error instanceof MapOutOfMemoryError)) throw error;
      const { entries, bytesHeld } = this.stats();
      const { operation, bytesAsked, purpose } = error;
      const fault = { kind: 'out-of-memory', operation, bytesAsked, purpose } as const;
      throw new MapOutOfMemoryError(fault, entries, bytesHeld);
    } finally {
      this.#account(shard);
    }
  }

  get(key: GoValue): GoValue | undefined {
    return this.#shard(this.#choice(key)).get(key);
  }

  /** Of all shards together, in a time that depends on their number only. */
  stats(): MapStats {
    return this.shardedStats().total;
  }

  /** The same beside the state of every shard. */
  shardedStats(): ShardedStats {
    const shards = this.shards.map((shard) => shard.stats());
    const [only] = shards;
    if (only !== undefined && shards.length === 1) return { total: only, shards };
    const { growthsStarted } = this;
    if (growthsStarted !== this.#growthsAdded) {
      this.#growthsAdded = growthsStarted;
      this.#growthsByKind = sumGrowths(shards);
    }
    const peak = this.#bytesPeakSum;
    const total = sumMapStats(shards, peak, this.#slotsPerBucket, this.#growthsByKind);
    return { total, shards };
  }

  /** See `ReferenceMap.collisions`. */
  get collisions(): number {
    return this.shards.reduce((sum, shard) => sum + shard.collisions, 0);
  }

  get growthsStarted(): number {
    return this.shards.reduce((sum, shard) => sum + shard.growthsStarted, 0);
  }

  close(): void {
    for (const shard of this.shards) shard.close();
  }

  #shard(number: number): ReferenceMap {
    const shard = this.shards[number];
    if (shard === undefined) throw new RangeError(`expected a shard, got ${number}`);
    return shard;
  }

  /** A peak of one shard came on top of what the others held. */
  #account(shard: number): void {
    const { bytesHeld, bytesPeak } = this.#shard(shard).stats();
    const elsewhere = this.#bytesHeldSum - (this.#bytesHeld[shard] ?? 0);
    if (bytesPeak > (this.#bytesPeak[shard] ?? 0)) {
      this.#bytesPeak[shard] = bytesPeak;
      this.#bytesPeakSum = Math.max(this.#bytesPeakSum, elsewhere + bytesPeak);
    }
    this.#bytesHeld[shard] = bytesHeld;
    this.#bytesHeldSum = elsewhere + bytesHeld;
    this.#bytesPeakSum = Math.max(this.#bytesPeakSum, this.#bytesHeldSum);
  }
}

import { hashKey } from '../../../base/primitives/key-hash.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import { type HeavyHitter, SpaceSaving } from '../../../base/stats/streams/space-saving.ts';

/** One operation in so many, on the average, is looked at: what that costs all of them is a hundredth. */
export const keySampleInterval = 32;
const counters = 1024;
/** A key that was met less in the sample is none of the heaviest, or there are no heavy ones. */
const leastMet = 8;
/** Keys that are told. */
export const toldKeys = 10;
/** What is hot now: the present window and the one before it. */
const windowMs = 300_000;
const mostNames = 4 * counters;
const longestKeyBytes = 1024;

/** A key that many operations asked for. */
export interface HotServedKey {
  /** 52 bits of its hash, in hexadecimal. */
  readonly hash: string;
  /** The key itself; only where it was asked for. */
  readonly key?: string;
  /** Of the operations of the last five to ten minutes, 0 to 1. */
  readonly share: number;
  /** Of the share: of the sample and, added to it, what the sketch may have counted too much. */
  readonly standardError: number;
}

/** The keys that a service is asked for most, by a sample of the operations. */
export interface SampledKeyLoad {
  /** Operations that were looked at, one in `interval` on the average. */
  readonly sampled: number;
  readonly interval: number;
  /** The heaviest first, ten or fewer. */
  readonly keys: readonly HotServedKey[];
  /** Share of the operations on each shard; `null` for one map. */
  readonly shards: readonly number[] | null;
}

interface Window {
  readonly sketch: SpaceSaving;
  readonly shards: Float64Array;
}

/** Samples the keys of operations, and keeps the heaviest in constant memory. */
export class SampledKeys {
  readonly #shards: number;
  readonly #names: Map<number, string> | null;
  readonly #random = seededRandom(1);
  readonly #bytes = Buffer.alloc(longestKeyBytes);
  readonly #hash = new Int32Array(4);
  #present: Window;
  #past: Window | null = null;
  #presentSinceMs = Number.NEGATIVE_INFINITY;
  #left: number;

  /** @param keepsNames whether the keys themselves may be shown */
  constructor(shards: number, keepsNames: boolean) {
    this.#shards = shards;
    this.#names = keepsNames ? new Map() : null;
    this.#present = this.#window();
    this.#left = this.#gap();
  }

  /** Whether the operation that comes is one to look at: then `see` it. Costs a decrement for the others. */
  isDue(): boolean {
    this.#left -= 1;
    return this.#left < 0;
  }

  /** @param text of the key */
  see(text: string, shard: number, nowMs: number): void {
    this.#left = this.#gap();
    if (nowMs - this.#presentSinceMs >= windowMs) this.#turn(nowMs);
    const length = this.#bytes.write(text);
    hashKey(this.#bytes, 0, length, 0, this.#hash);
    const hash = ((this.#hash[1] ?? 0) >>> 12) * 2 ** 32 + ((this.#hash[0] ?? 0) >>> 0);
    this.#present.sketch.add(hash);
    this.#present.shards[shard] = (this.#present.shards[shard] ?? 0) + 1;
    if (this.#names === null) return;
    this.#names.set(hash, text);
    if (this.#names.size > mostNames) this.#dropNames(this.#names);
  }

  /** What is known now. */
  read(): SampledKeyLoad {
    const windows = this.#past === null ? [this.#present] : [this.#past, this.#present];
    const sampled = windows.reduce((sum, { sketch }) => sum + sketch.total, 0);
    const keys = hittersOf(windows.map(({ sketch }) => sketch))
      .slice(0, toldKeys)
      .filter(({ count, error }) => count - error >= leastMet)
      .map((hitter) => this.#told(hitter, sampled));
    const shards = Array.from({ length: this.#shards }, (_, shard) =>
      windows.reduce((sum, window) => sum + (window.shards[shard] ?? 0), 0),
    );
    return {
      sampled,
      interval: keySampleInterval,
      keys,
      shards: this.#shards === 1 ? null : shards.map((load) => load / Math.max(1, sampled)),
    };
  }

  #told({ key, count, error }: HeavyHitter, sampled: number): HotServedKey {
    const share = count / sampled;
    const name = this.#names?.get(key);
    return {
      hash: key.toString(16).padStart(13, '0'),
      ...(name === undefined ? {} : { key: name }),
      share,
      standardError: Math.sqrt((share * (1 - share)) / sampled) + error / sampled,
    };
  }

  /** Geometric, so that nothing regular in the operations is missed or met each time. */
  #gap(): number {
    return Math.floor(Math.log1p(-this.#random()) / Math.log1p(-1 / keySampleInterval));
  }

  #window(): Window {
    return { sketch: new SpaceSaving(counters), shards: new Float64Array(this.#shards) };
  }

  #turn(nowMs: number): void {
    if (this.#presentSinceMs !== Number.NEGATIVE_INFINITY) {
      this.#past = nowMs - this.#presentSinceMs < 2 * windowMs ? this.#present : null;
      this.#present = this.#window();
    }
    this.#presentSinceMs = nowMs;
  }

  /** Names of keys that are in no sketch any more are nobody's. */
  #dropNames(names: Map<number, string>): void {
    const kept = new Set(
      [this.#past, this.#present].flatMap(
        (window) => window?.sketch.top(counters).map(({ key }) => key) ?? [],
      ),
    );
    for (const hash of names.keys()) if (!kept.has(hash)) names.delete(hash);
  }
}

/** Two sketches as one: a key that one does not have may have had as many as its lightest there. */
function hittersOf(sketches: readonly SpaceSaving[]): readonly HeavyHitter[] {
  const lists = sketches.map((sketch) => sketch.top(counters));
  const sums = new Map<number, { count: number; error: number }>();
  for (const list of lists)
    for (const { key, count, error } of list) {
      const sum = sums.get(key) ?? { count: 0, error: 0 };
      sums.set(key, { count: sum.count + count, error: sum.error + error });
    }
  return [...sums]
    .map(([key, { count, error }]) => ({ key, count, error }))
    .toSorted((a, b) => b.count - a.count || a.key - b.key);
}

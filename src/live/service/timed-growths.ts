import type { GrowthEvent } from '../../maps/model/growth-event.ts';
import type { ReferenceMap } from '../../maps/reference/reference-map.ts';

/** Growths of which time and figures are kept, over all shards; later ones are only counted. */
const mostGrowths = 16_384;
const leastPerShard = 64;

interface NotedGrowth {
  readonly shard: number;
  /** 0-based, in its shard. */
  readonly ordinal: number;
  readonly startedAt: number;
}

/** When the growths of all shards started, in the order in which they did. */
export class TimedGrowths {
  /** Growths of one shard that are kept. */
  readonly keptPerShard: number;
  readonly #known: Float64Array;
  readonly #noted: NotedGrowth[] = [];
  #started = 0;

  constructor(shards: number) {
    this.keptPerShard = Math.max(leastPerShard, Math.floor(mostGrowths / shards));
    this.#known = new Float64Array(shards);
  }

  /** Notes those of a shard that started since the last call. */
  note(shard: number, started: number, now: number): void {
    const known = this.#known[shard] ?? 0;
    if (started === known) return;
    this.#known[shard] = started;
    this.#started += started - known;
    for (let ordinal = known; ordinal < Math.min(started, this.keptPerShard); ordinal++)
      this.#noted.push({ shard, ordinal, startedAt: now });
  }

  /** Growths of which time and figures are kept. */
  get noted(): number {
    return this.#noted.length;
  }

  /** Growths beyond those that are kept. */
  get dropped(): number {
    return this.#started - this.#noted.length;
  }

  /** The newest ones, oldest first, with what the shards recorded of them. */
  newest(
    last: number,
    shards: readonly ReferenceMap[],
  ): readonly { readonly event: GrowthEvent; readonly startedAt: number }[] {
    const wanted = last === 0 ? [] : this.#noted.slice(-last);
    const oldest = new Map<number, number>();
    for (const { shard, ordinal } of wanted) if (!oldest.has(shard)) oldest.set(shard, ordinal);
    const events = new Map(
      [...oldest].map(([shard, ordinal]) => {
        const kept = Math.min(this.#known[shard] ?? 0, this.keptPerShard);
        return [shard, shards[shard]?.growthEvents(kept - ordinal) ?? []] as const;
      }),
    );
    return wanted.flatMap(({ shard, ordinal, startedAt }) => {
      const event = events.get(shard)?.[ordinal - (oldest.get(shard) ?? 0)];
      return event === undefined ? [] : [{ event, startedAt }];
    });
  }
}

import type { LiveGrowth, LiveMap, LiveSource } from '../../../maps/figures/live-map.ts';
import type { MemoryRoom } from '../proc/memory-room.ts';
import { FillRate } from './fill-rate.ts';
import type { FollowEvent } from './follow-event.ts';
import { type FollowedMap, foreseeGrowth } from './followed-map.ts';
import type { FollowedRuntime } from './followed-runtime.ts';
import { growthBetween } from './growth-between.ts';

/** How maps are followed. */
export interface FollowOptions {
  /** The source's runtime. */
  readonly runtime: FollowedRuntime;
  /** Maps that hold fewer bytes are counted and summed, not followed. */
  readonly minBytes: number;
  /** How often all maps are looked for; in between only known ones are read again. */
  readonly rescanMs: number;
  /** Asked at each look. */
  readonly room: () => MemoryRoom | null;
  /** Wall clock in milliseconds since 1970; stands in for the real one in tests. */
  readonly nowMs?: () => number;
}

/** What one look at a process saw. */
export interface FollowLook {
  readonly atMs: number;
  /** Whether all maps were looked for. */
  readonly isFull: boolean;
  /** Largest first. */
  readonly maps: readonly FollowedMap[];
  /** The others: as of the last full look. */
  readonly smaller: SmallerMaps;
  readonly room: MemoryRoom | null;
  /** What happened since the look before. */
  readonly events: readonly FollowEvent[];
}

/** Maps that are not followed, together. */
export interface SmallerMaps {
  readonly maps: number;
  readonly entries: number;
  readonly capacityEntries: number;
  readonly bytes: number;
}

const noSmaller: SmallerMaps = { maps: 0, entries: 0, capacityEntries: 0, bytes: 0 };

interface Track {
  map: LiveMap;
  readonly rate: FillRate;
  /** Not seen by the last look: the collector may have moved it, and a full look decides. */
  isMissing: boolean;
}

/** A missing map brings the next full look forward, but not at every look. */
export const soonestRescanMs: number = 2000;

type FollowedSource = Pick<LiveSource, 'discover' | 'refresh' | 'missing'>;

/** Follows the maps of one process from look to look. */
export class Follower {
  readonly #source: FollowedSource;
  readonly #options: FollowOptions;
  readonly #nowMs: () => number;
  #tracks = new Map<string, Track>();
  #smaller = noSmaller;
  #lastFullMs = Number.NEGATIVE_INFINITY;
  #lastLookMs: number | null = null;

  constructor(source: FollowedSource, options: FollowOptions) {
    this.#source = source;
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.timeOrigin + performance.now());
  }

  /** @throws SandboxError `invalid` when the process has ended or is another one by now */
  async look(): Promise<FollowLook> {
    const startMs = this.#nowMs();
    const isFull = this.#isFullLookDue(startMs);
    const events = isFull ? await this.#lookAtAll() : await this.#lookAgain();
    const atMs = this.#nowMs();
    // A full look takes its time: the next one is due that long after its end.
    if (isFull) this.#lastFullMs = atMs;
    this.#lastLookMs = atMs;
    const room = this.#options.room();
    const maps = [...this.#tracks.values()]
      .map(({ map, rate }) => ({
        map,
        entriesPerMinute: rate.entriesPerMinute,
        next: foreseeGrowth(map, rate.takenPerMinute, room),
      }))
      .toSorted((a, b) => b.map.figures.bytes.held - a.map.figures.bytes.held);
    return { atMs, isFull, maps, smaller: this.#smaller, room, events };
  }

  #isFullLookDue(nowMs: number): boolean {
    const sinceMs = nowMs - this.#lastFullMs;
    const isMissing =
      [...this.#tracks.values()].some((track) => track.isMissing) ||
      (this.#source.missing?.() ?? null) !== null;
    return sinceMs >= this.#options.rescanMs || (isMissing && sinceMs >= soonestRescanMs);
  }

  async #lookAtAll(): Promise<readonly FollowEvent[]> {
    const found = await this.#source.discover();
    const notBeforeMs = this.#lastLookMs;
    const tracks = new Map<string, Track>();
    const events: FollowEvent[] = [];
    let smaller = noSmaller;
    for (const map of found) {
      // What nothing points to is garbage that the collector has not come to yet.
      if (map.isReferenced === false) continue;
      const track = this.#tracks.get(map.id) ?? null;
      if (track === null && map.figures.bytes.held < this.#options.minBytes) {
        smaller = {
          maps: smaller.maps + 1,
          entries: smaller.entries + map.figures.entries,
          capacityEntries: smaller.capacityEntries + map.figures.capacityEntries,
          bytes: smaller.bytes + map.figures.bytes.held,
        };
        continue;
      }
      if (track === null) {
        const born = this.#track(map);
        tracks.set(map.id, born);
        const between = { notBeforeMs, notAfterMs: map.atMs };
        events.push({ kind: 'born', map: born.map, between });
      } else {
        tracks.set(map.id, track);
        events.push(...this.#seen(track, map));
      }
    }
    for (const [id, { map }] of this.#tracks) {
      if (tracks.has(id)) continue;
      const between = { notBeforeMs: map.atMs, notAfterMs: this.#nowMs() };
      events.push({ kind: 'died', map, between });
    }
    this.#tracks = tracks;
    this.#smaller = smaller;
    return events;
  }

  async #lookAgain(): Promise<readonly FollowEvent[]> {
    const known = [...this.#tracks.values()].map(({ map }) => map);
    const seen = new Map(
      (await this.#source.refresh(known)).map((map): [string, LiveMap] => [map.id, map]),
    );
    const events: FollowEvent[] = [];
    for (const track of this.#tracks.values()) {
      const map = seen.get(track.map.id);
      track.isMissing = map === undefined;
      if (map !== undefined) events.push(...this.#seen(track, map));
    }
    return events;
  }

  #track(map: LiveMap): Track {
    const rate = new FillRate();
    rate.add(map.atMs, map.figures);
    return { map: copied(map), rate, isMissing: false };
  }

  #seen(track: Track, map: LiveMap): readonly FollowEvent[] {
    const before = track.map;
    const now = copied(map);
    track.map = now;
    track.isMissing = false;
    track.rate.add(now.atMs, now.figures);
    const growth: LiveGrowth | null = growthBetween(before, now, this.#options.runtime);
    return growth === null ? [] : [{ kind: 'growth', map: now, growth }];
  }
}

/** A source may hand out the same object again with the time of its next look. */
function copied(map: LiveMap): LiveMap {
  return { ...map };
}

import type { LiveMap, LiveProcess, LiveSource } from '../../../maps/figures/live-map.ts';
import { redisTableBytes } from '../../../maps/model/size/redis-dict-model.ts';
import { memoryLimitOf } from '../proc/memory-limit.ts';
import { givenRoomOf, groupRoomOf, type MemoryRoom } from '../proc/memory-room.ts';
import { addressText } from './redis-connection.ts';
import { infoCount, type SeenDict } from './redis-info.ts';
import type { RedisLook, RedisServer } from './redis-server.ts';

/** The dicts of a Redis as live maps: `db0` and, of keys with an expiry, `db0.expires`. */
export class RedisSource implements LiveSource {
  readonly origin = 'attached';
  readonly growths = null;
  readonly process: LiveProcess;
  readonly #server: RedisServer;
  #last: RedisLook | null = null;

  constructor(server: RedisServer) {
    this.#server = server;
    const { pid, version, address } = server;
    const limitBytes = pid === null ? null : memoryLimitOf(pid);
    this.process = { pid, name: addressText(address), runtime: 'redis', version, limitBytes };
  }

  /** The newest look; `null` before the first. */
  get last(): RedisLook | null {
    return this.#last;
  }

  readonly discover = async (): Promise<readonly LiveMap[]> => {
    this.#last = await this.#server.look();
    const { dicts, isSaving, atMs } = this.#last;
    return dicts.map((dict) => liveMapOf(dict, isSaving, atMs));
  };

  /** A look costs one answer whatever there is: known dicts are looked for as all are. */
  readonly refresh = async (known: readonly LiveMap[]): Promise<readonly LiveMap[]> => {
    const ids = new Set(known.map(({ id }) => id));
    return (await this.discover()).filter(({ id }) => ids.has(id));
  };

  readonly close = (): Promise<void> => {
    this.#server.close();
    return Promise.resolve();
  };

  /**
   * The least room that there is: of `maxmemory`, as Redis counts against it, and of control groups where the
   * server runs here; or of the bytes that were given instead.
   */
  room(givenBytes: number | null): MemoryRoom | null {
    if (this.#last === null) return null;
    const { info } = this.#last;
    const { pid } = this.#server;
    const used = infoCount(info, 'used_memory') ?? 0;
    if (givenBytes !== null) {
      const resident = infoCount(info, 'used_memory_rss') ?? used;
      const known: MemoryRoom = {
        limitBytes: givenBytes,
        usedBytes: Math.max(used, resident),
        limitedBy: 'given',
      };
      return pid === null ? known : (givenRoomOf(pid, givenBytes) ?? known);
    }
    const limitBytes = infoCount(info, 'maxmemory') ?? 0;
    // What replicas and the AOF buffer take is not counted against it.
    const usedBytes = Math.max(0, used - (infoCount(info, 'mem_not_counted_for_evict') ?? 0));
    const rooms: readonly (MemoryRoom | null)[] = [
      limitBytes === 0 ? null : { limitBytes, usedBytes, limitedBy: 'maxmemory' },
      pid === null ? null : groupRoomOf(pid),
    ];
    const [least = null] = rooms
      .filter((room) => room !== null)
      .toSorted((a, b) => a.limitBytes - a.usedBytes - (b.limitBytes - b.usedBytes));
    return least;
  }
}

function liveMapOf(
  { index, of, entries, table }: SeenDict,
  isSaving: boolean,
  atMs: number,
): LiveMap {
  const { slots, oldSlots } = table;
  const id = of === 'keys' ? `db${index}` : `db${index}.expires`;
  const current = redisTableBytes(slots);
  const old = redisTableBytes(oldSlots);
  return {
    id,
    address: null,
    name: id,
    namedBy: 'given',
    kind: 'hash',
    type: of === 'keys' ? 'dict of keys' : 'dict of expiries',
    candidateTypes: [],
    spec: { map: 'redis7', key: 'string', value: 'string' },
    figures: {
      entries,
      deleted: 0,
      capacityEntries: slots,
      loadFactor: entries / slots,
      buckets: slots,
      overflowBuckets: 0,
      bytes: { held: current + old, current, old, headers: null, entries: null, peak: null },
      growing:
        oldSlots === 0
          ? null
          : {
              oldBuckets: oldSlots,
              movedBuckets: null,
              fewestWritesLeft: null,
              mostWritesLeft: null,
              // While a child saves only a table of five times the size or more takes entries.
              isStalled: isSaving && Math.max(slots / oldSlots, oldSlots / slots) < 5,
            },
      growthsByKind: null,
      tables: null,
    },
    shards: null,
    isReferenced: true,
    atMs,
  };
}

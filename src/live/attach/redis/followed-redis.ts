import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { LiveMap, LiveProcess } from '../../../maps/figures/live-map.ts';
import { redisTableBytes } from '../../../maps/model/size/redis-dict-model.ts';
import { AttachEvents } from '../follow/attach-event.ts';
import type { Followed, FollowOrders, ProcessLook } from '../follow/followed.ts';
import { Follower, type FollowLook } from '../follow/follower.ts';
import { LiveAlarms } from '../follow/live-alarms.ts';
import type { MemoryRoom } from '../proc/memory-room.ts';
import type { RedisAddress } from './redis-connection.ts';
import { infoCount } from './redis-info.ts';
import { type RedisCredentials, RedisServer } from './redis-server.ts';
import { RedisSource } from './redis-source.ts';

/** Load above which `maxmemory` no longer puts a doubling off: `HASHTABLE_MAX_LOAD_FACTOR`. */
const forcedLoad = 1.618;

/** A Redis whose dicts are followed. */
export class FollowedRedis implements Followed {
  readonly runtime = 'redis';
  readonly #server: RedisServer;
  readonly #source: RedisSource;
  readonly #follower: Follower;
  readonly #alarms: LiveAlarms;
  readonly #events: AttachEvents;

  private constructor(server: RedisServer, orders: FollowOrders) {
    const { minBytes, rescanMs, limitBytes, calibration } = orders;
    const source = new RedisSource(server);
    this.#server = server;
    this.#source = source;
    this.#alarms = new LiveAlarms(calibration);
    this.#events = new AttachEvents(`redis/${source.process.name}`);
    this.#follower = new Follower(source, {
      runtime: 'redis',
      minBytes,
      rescanMs,
      room: () => source.room(limitBytes),
    });
  }

  /** @throws SandboxError as `RedisServer.open` */
  static async open(
    address: RedisAddress,
    credentials: RedisCredentials,
    orders: FollowOrders,
  ): Promise<FollowedRedis> {
    return new FollowedRedis(await RedisServer.open(address, credentials), orders);
  }

  get process(): LiveProcess {
    return this.#source.process;
  }

  async look(): Promise<ProcessLook> {
    try {
      const look = await this.#follower.look();
      const alarms = this.#alarms.take(look);
      return {
        kind: 'maps',
        isStopped: false,
        ...look,
        collector: null,
        cycles: [],
        oldTables: new Map(),
        alarms,
        told: this.#events.of(look.events, alarms),
        notes: this.#notes(look),
      };
    } catch (error) {
      if (!this.#server.isOver) throw error;
      return { kind: 'over', ending: 'ended' };
    }
  }

  endGrowths(): null {
    return null;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  /** When a growth does not come where the table is full. */
  #notes({ maps, room }: FollowLook): readonly string[] {
    const { isSaving = false, dicts = [] } = this.#source.last ?? {};
    const saving =
      'a child saves: until it ends, tables double at 6 entries to a slot (4 from 7.4 on) and not at 1';
    const unread =
      'tables could not be read (MEMORY STATS, DEBUG HTSTATS): they are those of databases that only grew';
    const putOff = maps.flatMap(({ map, next }) =>
      next?.fits === false && room?.limitedBy === 'maxmemory'
        ? [this.#putOff(map, next.atEntries, room)]
        : [],
    );
    return [
      ...(isSaving ? [saving] : []),
      ...(dicts.some(({ table }) => !table.isRead) ? [unread] : []),
      ...putOff,
    ];
  }

  /** A doubling that `maxmemory` has no room for, and what comes before it is made in spite of that. */
  #putOff({ id, figures }: LiveMap, atEntries: number, room: MemoryRoom): string {
    const forced = Math.floor(forcedLoad * figures.capacityEntries) + 2;
    const start = `${id}: maxmemory has no room for the doubling at ${formatCount(atEntries)} entries, so that Redis puts it off until ${formatCount(forced)}`;
    const entryBytes = this.#entryBytes();
    const left = Math.max(0, room.limitBytes - room.usedBytes);
    const full = entryBytes === null ? null : figures.entries + Math.floor(left / entryBytes);
    if (full === null || full >= forced) return `${start}, and then makes it all the same`;
    const policy = this.#source.last?.info.get('maxmemory_policy') ?? 'noeviction';
    return `${start}; at the ${formatCount(Math.round(entryBytes ?? 0))} bytes that an entry takes, maxmemory is full at about ${formatCount(full)}, and ${policy} decides`;
  }

  /** Of keys, values and what administers them, without tables: the mean over all databases. */
  #entryBytes(): number | null {
    const { info, dicts = [] } = this.#source.last ?? {};
    if (info === undefined) return null;
    const keys = dicts.reduce((sum, { of, entries }) => sum + (of === 'keys' ? entries : 0), 0);
    const tables = dicts.reduce(
      (sum, { table: { slots, oldSlots } }) => sum + redisTableBytes(slots + oldSlots),
      0,
    );
    const used = infoCount(info, 'used_memory') ?? 0;
    const bytes = used - (infoCount(info, 'used_memory_startup') ?? 0) - tables;
    return keys > 0 && bytes > 0 ? bytes / keys : null;
  }
}

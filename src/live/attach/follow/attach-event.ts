import type { LiveMap } from '../../../maps/figures/live-map.ts';
import type { FollowEvent } from './follow-event.ts';
import type { LiveAlarm } from './live-alarms.ts';

/** What happened in a process that is attached to, in the envelope of CloudEvents 1.0, one a line. */
export interface AttachEvent {
  readonly specversion: '1.0';
  /** The number of the event among those of its process, from 1 on. */
  readonly id: string;
  /** `/mapswell/attach/PID`, `/mapswell/attach/redis/HOST:PORT`. */
  readonly source: string;
  readonly type:
    | 'mapswell.map.born.v1'
    | 'mapswell.map.died.v1'
    | 'mapswell.map.growth.v1'
    | 'mapswell.map.old-table.v1'
    | 'mapswell.alarm.v1';
  /** Name of the map, or its address; of the process, where the alarm is on its memory. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: object;
}

/** Numbers the events of one process. */
export class AttachEvents {
  readonly #source: string;
  #made = 0;

  /** @param source number of the process, or `redis/` and the address of a server */
  constructor(source: string | number) {
    this.#source = `/mapswell/attach/${source}`;
  }

  /** Of one look, in the order in which they are told. */
  of(events: readonly FollowEvent[], alarms: readonly LiveAlarm[]): readonly AttachEvent[] {
    return [
      ...events.map((event) => this.#ofMap(event)),
      ...alarms.map(({ map, episode, fromMs }) =>
        this.#make('mapswell.alarm.v1', subjectOf(map), fromMs, { map: shown(map), ...episode }),
      ),
    ];
  }

  #ofMap(event: FollowEvent): AttachEvent {
    const { kind, map } = event;
    if (kind === 'growth') {
      const { growth, inserts = 1, oldTable = null } = event;
      const data = { map: shown(map), ...growth, inserts, oldTable };
      return this.#make('mapswell.map.growth.v1', subjectOf(map), growth.notAfterMs, data);
    }
    if (kind === 'old-table') {
      const { growth, fate, between } = event;
      const since = growth === null ? null : new Date(growth.notAfterMs).toISOString();
      const data = { map: shown(map), ...fate, ...between, growthSeenAt: since };
      return this.#make('mapswell.map.old-table.v1', subjectOf(map), between.notAfterMs, data);
    }
    const { notAfterMs } = event.between;
    const data = { map: shown(map), ...event.between };
    return this.#make(`mapswell.map.${kind}.v1`, subjectOf(map), notAfterMs, data);
  }

  #make(type: AttachEvent['type'], subject: string, atMs: number, data: object): AttachEvent {
    this.#made += 1;
    return {
      specversion: '1.0',
      id: String(this.#made),
      source: this.#source,
      type,
      subject,
      time: new Date(atMs).toISOString(),
      datacontenttype: 'application/json',
      data,
    };
  }
}

function subjectOf(map: LiveMap | null): string {
  return map === null ? 'process' : (map.name ?? map.address ?? map.id);
}

/** What tells the map again, and how large it is. */
function shown(map: LiveMap | null): object | null {
  if (map === null) return null;
  const { id, address, name, type, kind, figures } = map;
  const { entries, deleted, capacityEntries, bytes } = figures;
  return {
    id,
    address,
    name,
    type: type ?? kind,
    entries,
    deleted,
    capacity: capacityEntries,
    bytes: bytes.held,
    oldBytes: bytes.old,
  };
}

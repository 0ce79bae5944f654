import type { LiveProcess } from '../../../maps/figures/live-map.ts';
import type { MapFigures } from '../../../maps/figures/map-figures.ts';
import type { FollowedMap } from '../follow/followed-map.ts';
import type { MapsLook } from '../follow/followed.ts';
import {
  lookPrefix,
  type RecordedEntries,
  type RecordedLook,
  type RecordedMap,
} from './recorded-look.ts';

/** Maps whose looks are recorded at a time, the largest. */
const mostMaps = 50;
/** While its table stays the same, all that is known of a map is told that often. */
const wholeEveryMs = 10_000;
/** Types that fit are told of up to here: how many there are says that none is certain. */
const mostCandidates = 400;

interface Written {
  readonly atMs: number;
  readonly entries: number;
  /** What makes a step in its staircase. */
  readonly step: string;
}

/** Puts looks into lines of a trace, each with what the lines before did not say. */
export class LookWriter {
  readonly #process: LiveProcess;
  readonly #written = new Map<string, Written>();
  #isFirst = true;

  constructor(process: LiveProcess) {
    this.#process = process;
  }

  /** One line, or none where nothing has changed but the memory of the process. */
  take(look: MapsLook): string {
    const largest = look.maps.slice(0, mostMaps);
    const maps = largest.flatMap((row) => this.#mapOf(row, look));
    const entries = largest.flatMap((row) => this.#entriesOf(row));
    const gone = [...this.#written.keys()].filter(
      (id) => !look.maps.some(({ map }) => map.id === id),
    );
    for (const id of gone) this.#written.delete(id);
    const { atMs, isStopped, room, smaller, collector, cycles, events } = look;
    const recorded: RecordedLook = {
      atMs,
      isStopped,
      process: this.#isFirst ? this.#process : null,
      room,
      smaller,
      collector,
      cycles,
      maps,
      entries,
      gone,
      growths: events.flatMap((event) =>
        event.kind === 'growth' ? [{ growth: event.growth, oldTable: event.oldTable ?? null }] : [],
      ),
      fates: events.flatMap((event) =>
        event.kind === 'old-table'
          ? [
              {
                mapId: event.map.id,
                growthMs: event.growth?.notAfterMs ?? null,
                fate: event.fate,
              },
            ]
          : [],
      ),
      alarms: look.alarms.map(({ map, episode, fromMs }) => ({
        mapId: map?.id ?? null,
        episode,
        fromMs,
      })),
    };
    this.#isFirst = false;
    return `${lookPrefix}${JSON.stringify(recorded)}\n`;
  }

  #mapOf(row: FollowedMap, { atMs, oldTables }: MapsLook): readonly RecordedMap[] {
    const { map, entriesPerMinute, next } = row;
    const oldTable = oldTables.get(map.id) ?? null;
    const { entries, bytes, capacityEntries } = map.figures;
    const step = JSON.stringify([bytes.held, bytes.old, capacityEntries, oldTable, next?.fits]);
    const before = this.#written.get(map.id);
    const isStep = before?.step !== step;
    const isDue = before === undefined || atMs - before.atMs >= wholeEveryMs;
    if (!isStep && !(isDue && before?.entries !== entries)) return [];
    this.#written.set(map.id, { atMs, entries, step });
    const figures = shortened(map.figures);
    const candidateTypes = map.candidateTypes.slice(0, mostCandidates);
    const first = before === undefined ? { ...map, candidateTypes, figures, shards: null } : null;
    return [{ id: map.id, map: first, figures, entriesPerMinute, next, oldTable }];
  }

  #entriesOf({ map, entriesPerMinute, next }: FollowedMap): readonly RecordedEntries[] {
    const before = this.#written.get(map.id);
    const { entries } = map.figures;
    if (before === undefined || before.entries === entries) return [];
    this.#written.set(map.id, { ...before, entries });
    return [{ id: map.id, entries, entriesPerMinute, inMinutes: next?.inMinutes ?? null }];
  }
}

/** Tables of a Swiss map may be thousands; what they say of the growth ahead stands in `next`. */
function shortened(figures: MapFigures): MapFigures {
  return { ...figures, tables: null };
}

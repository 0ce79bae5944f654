import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { LiveGrowth, LiveMap } from '../../../maps/figures/live-map.ts';
import type { FollowEvent } from '../follow/follow-event.ts';
import type { MapsLook } from '../follow/followed.ts';
import { ProcessView } from '../serve/process-view.ts';
import {
  lookPrefix,
  type RecordedEntries,
  type RecordedLook,
  type RecordedMap,
  recordedLookSchema,
} from './recorded-look.ts';

/** Looks by which a trace that `attach --record` wrote is seen again as it was. */
interface Replay {
  readonly view: ProcessView;
  readonly rows: Map<string, RecordedMap & { readonly map: LiveMap }>;
  readonly growths: LiveGrowth[];
}

/**
 * Reads the looks of a recorded trace: what is known of the process at its end, and what was before.
 *
 * @param lines of the file
 * @throws SandboxError `input` naming the line of what is wrong, or for a trace without looks
 */
export function readRecorded(lines: Iterable<string>, source: string): ProcessView {
  let replay: Replay | null = null;
  let number = 0;
  for (const line of lines) {
    number += 1;
    if (!line.startsWith(lookPrefix)) continue;
    const look = parseLook(line.slice(lookPrefix.length), source, number);
    replay ??= begin(look, source, number);
    replay.view.take(looked(look, replay));
  }
  if (replay !== null) return replay.view;
  throw new SandboxError(
    'input',
    `expected a trace that attach --record wrote, got one without looks (${source})`,
  );
}

function parseLook(text: string, source: string, line: number): RecordedLook {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SandboxError('input', `expected a look, got no JSON (${source}, line ${line})`, {
      cause,
    });
  }
  const { data, error } = recordedLookSchema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw new SandboxError(
    'input',
    `expected a look, got one whose ${issue?.path.join('.')} is wrong: ${issue?.message} (${source}, line ${line})`,
  );
}

function begin({ process }: RecordedLook, source: string, line: number): Replay {
  if (process === null || (process.runtime !== 'go' && process.runtime !== 'node'))
    throw new SandboxError(
      'input',
      `expected the first look to name a process of Go or Node.js (${source}, line ${line})`,
    );
  return { view: new ProcessView(process, process.runtime), rows: new Map(), growths: [] };
}

function withEntries(
  row: RecordedMap & { readonly map: LiveMap },
  { entries, entriesPerMinute, inMinutes }: RecordedEntries,
): typeof row {
  const { figures } = row.map;
  const loadFactor = (figures.loadFactor * entries) / Math.max(1, figures.entries);
  const map = { ...row.map, figures: { ...figures, entries, loadFactor } };
  const next = row.next === null ? null : { ...row.next, inMinutes };
  return { ...row, map, entriesPerMinute, next };
}

/** The look as it was; what it did not say is as before. */
function looked(look: RecordedLook, { rows, growths }: Replay): MapsLook {
  const { atMs, isStopped, room, smaller, collector, cycles } = look;
  const died = look.gone.flatMap((id): FollowEvent[] => {
    const map = rows.get(id)?.map;
    rows.delete(id);
    const between = { notBeforeMs: null, notAfterMs: atMs };
    return map === undefined ? [] : [{ kind: 'died', map, between }];
  });
  for (const each of look.maps) {
    const known = each.map ?? rows.get(each.id)?.map ?? null;
    if (known !== null) rows.set(each.id, { ...each, map: { ...known, figures: each.figures } });
  }
  for (const each of look.entries) {
    const row = rows.get(each.id);
    if (row !== undefined) rows.set(each.id, withEntries(row, each));
  }
  const mapOf = (id: string | null): LiveMap | null =>
    id === null ? null : (rows.get(id)?.map ?? null);
  const grown = look.growths.flatMap(({ growth, oldTable }): FollowEvent[] => {
    growths.push(growth);
    const map = mapOf(growth.mapId);
    return map === null ? [] : [{ kind: 'growth', map, growth, oldTable }];
  });
  const fates = look.fates.flatMap(({ mapId, growthMs, fate }): FollowEvent[] => {
    const map = mapOf(mapId);
    const growth =
      growths.find((each) => each.mapId === mapId && each.notAfterMs === growthMs) ?? null;
    const between = { notBeforeMs: null, notAfterMs: atMs };
    return map === null ? [] : [{ kind: 'old-table', map, growth, fate, between }];
  });
  const shown = [...rows.values()];
  return {
    kind: 'maps',
    atMs,
    isFull: false,
    isStopped,
    room,
    smaller,
    collector,
    cycles,
    maps: shown
      .map(({ map, entriesPerMinute, next }) => ({ map: { ...map, atMs }, entriesPerMinute, next }))
      .toSorted((a, b) => b.map.figures.bytes.held - a.map.figures.bytes.held),
    oldTables: new Map(
      shown.flatMap(({ id, oldTable }) => (oldTable === null ? [] : [[id, oldTable] as const])),
    ),
    events: [...died, ...grown, ...fates],
    alarms: look.alarms.map(({ mapId, episode, fromMs }) => ({
      map: mapOf(mapId),
      episode,
      fromMs,
    })),
    told: [],
  };
}

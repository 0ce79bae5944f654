import type { MapFigures } from '../../../maps/figures/map-figures.ts';
import type { SizedFamily } from '../../../maps/model/map-model.ts';
import { familyFacts, modelFacts } from '../../../maps/model/model-facts.ts';
import type { ExportedMap } from '../../service/exporter/exported-map.ts';
import type { MapsLook } from '../follow/followed.ts';
import type { ProcessView, ViewedMap } from './process-view.ts';

/** Series of a process for each metric, the sum of the other maps among them. */
export const mostSeries = 50;
const otherMaps = 'other';

/**
 * The maps of a process as the exporter shows them: the largest by name, the rest summed.
 *
 * @param prefix tells several processes apart
 */
export function exportedMaps(view: ProcessView, prefix = ''): readonly ExportedMap[] {
  const { look, maps } = view;
  if (look === null) return [];
  const limitBytes = limitOfMaps(look);
  const hasOthers = look.smaller.maps > 0 || maps.length > mostSeries;
  const named = hasOthers ? maps.slice(0, mostSeries - 1) : maps;
  const exported = named.map((map) => exportedMap(map, view, limitBytes, prefix));
  if (!hasOthers) return exported;
  return [...exported, summed(maps.slice(named.length), look, limitBytes, prefix)];
}

/** What the maps may hold together: the limit less what else is used of it now. */
function limitOfMaps({ room, maps, smaller }: MapsLook): number | null {
  if (room === null) return null;
  const held = maps.reduce((sum, { map }) => sum + map.figures.bytes.held, smaller.bytes);
  return Math.max(held, room.limitBytes - Math.max(0, room.usedBytes - held));
}

function exportedMap(
  { label, row, growthsByKind, growths, sinceMs }: ViewedMap,
  { runtime }: ProcessView,
  limitBytes: number | null,
  prefix: string,
): ExportedMap {
  const { map, next } = row;
  const { growthKinds } =
    map.spec === null ? familyFacts[familyBy(runtime, map.figures)] : modelFacts(map.spec.map);
  return {
    name: prefix + label,
    figures: { ...map.figures, growthsByKind },
    shards: null,
    nextGrowth: next?.model ?? null,
    limitBytes,
    growthKinds,
    counts: null,
    keys: null,
    guardWaitSeconds: null,
    growths: growths.map((growth) => ({ ...growth, startedAtMs: growth.notAfterMs })),
    createdAtMs: sinceMs,
  };
}

function familyBy(runtime: ProcessView['runtime'], { tables }: MapFigures): SizedFamily {
  if (runtime === 'redis') return 'redis';
  if (runtime === 'node') return 'v8';
  return tables === null ? 'classic' : 'swiss';
}

/** Only what can be added up is told of the others. */
function summed(
  others: readonly ViewedMap[],
  { smaller }: MapsLook,
  limitBytes: number | null,
  prefix: string,
): ExportedMap {
  const figures: MapFigures = {
    entries: smaller.entries,
    deleted: null,
    capacityEntries: smaller.capacityEntries,
    loadFactor: 0,
    buckets: 0,
    overflowBuckets: null,
    bytes: {
      held: smaller.bytes,
      current: smaller.bytes,
      old: 0,
      headers: null,
      entries: null,
      peak: null,
    },
    growing: null,
    growthsByKind: null,
    tables: null,
  };
  const sum = others.reduce((total, { row }) => added(total, row.map.figures), figures);
  return {
    name: `${prefix}${otherMaps}`,
    figures: { ...sum, loadFactor: sum.entries / Math.max(1, sum.capacityEntries) },
    shards: null,
    nextGrowth: null,
    limitBytes,
    growthKinds: [],
    counts: null,
    keys: null,
    guardWaitSeconds: null,
    growths: [],
    createdAtMs: null,
  };
}

function added(total: MapFigures, figures: MapFigures): MapFigures {
  const { held, current, old } = figures.bytes;
  const { bytes } = total;
  return {
    ...total,
    entries: total.entries + figures.entries,
    capacityEntries: total.capacityEntries + figures.capacityEntries,
    buckets: total.buckets + figures.buckets,
    bytes: {
      ...bytes,
      held: bytes.held + held,
      current: bytes.current + current,
      old: bytes.old + old,
    },
  };
}

import { parseGoType } from '../../maps/model/go-type/parse-go-type.ts';
import type { MapModel } from '../../maps/model/map-model.ts';
import { planGrowth } from '../../maps/model/plan/plan-growth.ts';
import type { CostChange, MapCost } from './advice-document.ts';
import type { MapSite } from './sites/map-site.ts';
import { planTypeOf } from './types/plan-type.ts';
import type { Workspace } from './types/workspace.ts';

/** Key and value of a site as `plan` takes them, and their sizes. */
export interface SiteTypes {
  readonly key: string;
  readonly value: string;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

/** `null` where a part of a type is declared where nothing is known. */
export function siteTypes(site: MapSite, workspace: Workspace): SiteTypes | null {
  const { typed } = site;
  const [key, value] =
    typed === null
      ? [planTypeOf(site.key, workspace), planTypeOf(site.value, workspace)]
      : [typed.key, typed.value];
  if (key === null || value === null) return null;
  const [keyType, valueType] = [parseGoType(key), parseGoType(value)];
  if (keyType.keyKind === 'none') return null;
  return { key, value, keyBytes: keyType.sizeBytes, valueBytes: valueType.sizeBytes };
}

/** Many maps of a program have the same types. */
const costs = new Map<string, MapCost>();

/** What `plan` says of that map. */
export function mapCost(
  map: MapModel,
  { key, value }: Pick<SiteTypes, 'key' | 'value'>,
  entries: number,
  hint = 0,
): MapCost {
  const call = JSON.stringify([map, key, value, entries, hint]);
  const known = costs.get(call);
  if (known !== undefined) return known;
  const plan = planGrowth({ map, key, value, entries, hint });
  const { bytesHeld, peakBytesHeld, totalBytesAllocated, totalAllocations, growthEvents } = plan;
  const cost: MapCost = {
    map,
    key,
    value,
    entries: plan.entries,
    hint,
    bytesHeld,
    peakBytesHeld,
    totalBytesAllocated,
    totalAllocations,
    growths: growthEvents.length,
  };
  costs.set(call, cost);
  return cost;
}

/** Numbers of entries that stand for small, large and very large where none is known. */
const usualEntries = [100, 10_000, 1_000_000] as const;

/** Now and as advised, at the number of entries that is known or at the usual ones. */
export function costChanges(
  known: number | null,
  change: (entries: number) => CostChange,
): readonly CostChange[] {
  return (known === null ? usualEntries : [known]).map((entries) => change(entries));
}

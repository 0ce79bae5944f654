import type { MapModel } from '../../../maps/model/map-model.ts';
import { parseSizeDistribution } from '../../../maps/model/payload/parse-size-distribution.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { planProcess } from '../../../maps/model/plan/plan-process.ts';
import type { NamedWorkload } from './named-workloads.ts';
import { twitterClusters } from './twitter-clusters.ts';

/** What a workload by its name takes of a process under a limit. */
export interface WorkloadCapacity {
  readonly name: string;
  readonly summary: string;
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** Entries that are live at a time, and the table with them: held, and at the peak on the way. */
  readonly entries: number;
  readonly tableBytes: number;
  readonly peakTableBytes: number;
  /** What these entries carry: keys and values. */
  readonly payloadBytes: number;
  /** Entries at which a process that fills such a map ends under the limit. */
  readonly mostEntries: number;
  readonly fits: boolean;
  /** The last growth that comes before the limit ends the process; `null` where none does. */
  readonly lastGrowthInside: { readonly entries: number; readonly bytesDuring: number } | null;
  /** The entry beyond the live ones that starts the next growth. */
  readonly nextGrowthAtEntries: number | null;
  /** Whether that growth is still inside the limit. */
  readonly growsInside: boolean;
  /** Hours until so many different keys have come as start that growth; `null` where it is not published. */
  readonly hoursOfNewKeys: number | null;
}

/** The process that holds the map. */
export interface CapacityRequest {
  readonly map: MapModel;
  readonly limitBytes: number;
  readonly nodeMajor: number;
}

const defaultGo = { gogc: 100, memoryLimitBytes: null } as const;
const secondsPerHour = 3600;

/**
 * Where a workload stands between its growths, and whether the next one fits: `map[string][]byte` (of V8, its
 * strings), keys and values of the published mean sizes, the runtime counted in.
 */
export function workloadCapacity(
  { name, summary, keyBytes, valueBytes, entries }: NamedWorkload,
  { map, limitBytes, nodeMajor }: CapacityRequest,
): WorkloadCapacity {
  const types = { map, key: 'string', value: '[]byte' };
  const most = Math.ceil(limitBytes / (keyBytes + valueBytes)) + 1;
  const filled = planGrowth({ ...types, entries: most, limitBytes });
  const { forecast } = planProcess(
    {
      ...types,
      entries: most,
      limitBytes,
      keySizes: parseSizeDistribution(String(keyBytes), 'key'),
      valueSizes: parseSizeDistribution(String(valueBytes), 'value'),
      go: defaultGo,
      nodeMajor,
      nodeArguments: [],
    },
    filled,
  );
  const live = planGrowth({ ...types, entries });
  const mostEntries = forecast?.entries ?? 0;
  const last = filled.growthEvents.findLast((growth) => growth.entries <= mostEntries);
  const next = live.nextGrowthAtEntries;
  return {
    name,
    summary,
    keyBytes,
    valueBytes,
    entries,
    tableBytes: live.bytesHeld,
    peakTableBytes: live.peakBytesHeld,
    payloadBytes: entries * (keyBytes + valueBytes),
    mostEntries,
    fits: entries <= mostEntries,
    lastGrowthInside:
      last === undefined ? null : { entries: last.entries, bytesDuring: last.bytesDuring },
    nextGrowthAtEntries: next,
    growsInside: next !== null && next <= mostEntries,
    hoursOfNewKeys: next === null ? null : hoursUntil(name, next),
  };
}

/** At the rate at which requests are the first of their key, over the whole recording. */
function hoursUntil(name: string, keys: number): number | null {
  const cluster = twitterClusters.find((one) => one.name === name);
  if (cluster === undefined) return null;
  const perSecond = cluster.requestsPerSecond * cluster.firstRequestShare;
  return perSecond === 0 ? null : keys / perSecond / secondsPerHour;
}

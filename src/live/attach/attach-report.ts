import type { LiveProcess } from '../../maps/figures/live-map.ts';
import type { FollowedMap } from './follow/followed-map.ts';

/** What `attach --once --json` prints: the maps of one process at one moment, largest first. */
export interface AttachReport {
  readonly process: {
    readonly pid: number;
    readonly runtime: 'go' | 'node';
    readonly version: string;
  };
  readonly maps: readonly ReportedMap[];
}

export interface ReportedMap {
  /** Of its header, in hexadecimal. */
  readonly address: string;
  readonly name: string | null;
  /** The exact type; `null` where it is not certain. */
  readonly type: string | null;
  readonly candidateTypes: readonly string[];
  readonly entries: number;
  /** Deleted entries that still take a place; `null` where that cannot be seen. */
  readonly deleted: number | null;
  readonly capacity: number;
  /** All that it holds, its old table included. */
  readonly bytes: number;
  readonly oldBytes: number;
  readonly isGrowing: boolean;
  readonly nextGrowthAtEntries: number | null;
  readonly minutesToGrowth: number | null;
  readonly peakBytes: number | null;
  readonly fits: boolean | null;
}

export function attachReport(
  { pid, version }: LiveProcess,
  runtime: 'go' | 'node',
  maps: readonly FollowedMap[],
): AttachReport {
  return { process: { pid: pid ?? 0, runtime, version }, maps: maps.map(reportedMap) };
}

function reportedMap({ map, next }: FollowedMap): ReportedMap {
  const { figures, kind } = map;
  return {
    address: map.address ?? '',
    name: map.name,
    type: map.type ?? (kind === 'map' ? null : kind),
    candidateTypes: map.candidateTypes,
    entries: figures.entries,
    deleted: figures.deleted,
    capacity: figures.capacityEntries,
    bytes: figures.bytes.held,
    oldBytes: figures.bytes.old,
    isGrowing: figures.growing !== null,
    nextGrowthAtEntries: next?.atEntries ?? null,
    minutesToGrowth: next?.inMinutes ?? null,
    peakBytes: next?.peakBytes ?? null,
    fits: next?.fits ?? null,
  };
}

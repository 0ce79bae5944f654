import type { LiveProcess } from '../../maps/figures/live-map.ts';
import type { CollectorLook } from './collector/collector-look.ts';
import type { OldTableFate } from './collector/old-table.ts';
import type { FollowedMap } from './follow/followed-map.ts';
import type { MapsLook } from './follow/followed.ts';
import type { FollowedRuntime } from './follow/followed-runtime.ts';

/** What `attach --once --json` prints: the maps of one process at one moment, largest first. */
export interface AttachReport {
  readonly process: {
    /** `null` where it is reached over the network alone. */
    readonly pid: number | null;
    readonly runtime: FollowedRuntime;
    readonly version: string;
  };
  /** `null` where the program does not show it. */
  readonly collector: Omit<CollectorLook, 'atMs'> | null;
  readonly maps: readonly ReportedMap[];
  /** Maps that are not in the list: those below `--min-bytes`, and of the others what `--top` leaves. */
  readonly notListed: { readonly maps: number; readonly bytes: number };
  /** What else must be known of the figures, in sentences without their points. */
  readonly notes: readonly string[];
}

export interface ReportedMap {
  /** Of its header, in hexadecimal; `null` for a dict of Redis. */
  readonly address: string | null;
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
  /** Tables that growths left, as far as they are not swept; `null` where none was seen. */
  readonly oldTables: OldTableFate | null;
  readonly isGrowing: boolean;
  readonly nextGrowthAtEntries: number | null;
  readonly minutesToGrowth: number | null;
  readonly peakBytes: number | null;
  readonly fits: boolean | null;
}

/** @param top maps that are reported */
export function attachReport(
  { pid, version }: LiveProcess,
  runtime: FollowedRuntime,
  {
    maps,
    smaller,
    collector,
    oldTables,
    notes = [],
  }: Pick<MapsLook, 'maps' | 'smaller' | 'collector' | 'oldTables' | 'notes'>,
  top: number,
): AttachReport {
  const beyond = maps.slice(top);
  return {
    process: { pid, runtime, version },
    collector: collector === null ? null : reportedCollector(collector),
    maps: maps
      .slice(0, top)
      .map((followed) => reportedMap(followed, oldTables.get(followed.map.id) ?? null)),
    notListed: {
      maps: beyond.length + smaller.maps,
      bytes: beyond.reduce((sum, { map }) => sum + map.figures.bytes.held, smaller.bytes),
    },
    notes,
  };
}

function reportedCollector(look: CollectorLook): AttachReport['collector'] {
  const { readFrom, cycles, majorCycles, isMarking, heapBytes, markedBytes, goalBytes, spaces } =
    look;
  return { readFrom, cycles, majorCycles, isMarking, heapBytes, markedBytes, goalBytes, spaces };
}

function reportedMap({ map, next }: FollowedMap, oldTables: OldTableFate | null): ReportedMap {
  const { figures, kind } = map;
  return {
    address: map.address,
    name: map.name,
    type: map.type ?? (kind === 'map' ? null : kind),
    candidateTypes: map.candidateTypes,
    entries: figures.entries,
    deleted: figures.deleted,
    capacity: figures.capacityEntries,
    bytes: figures.bytes.held,
    oldBytes: figures.bytes.old,
    oldTables,
    isGrowing: figures.growing !== null,
    nextGrowthAtEntries: next?.atEntries ?? null,
    minutesToGrowth: next?.inMinutes ?? null,
    peakBytes: next?.peakBytes ?? null,
    fits: next?.fits ?? null,
  };
}

import type { LiveProcess } from '../../../maps/figures/live-map.ts';
import type { MemoryRoom } from '../proc/memory-room.ts';
import type { SmallerMaps } from '../follow/follower.ts';
import type { CollectorLook } from '../collector/collector-look.ts';
import type { OldTableFate } from '../collector/old-table.ts';
import type { ProcessView, ViewedGrowth, ViewedMap } from './process-view.ts';

/** What `/debug/mapsize` answers of a process: of each map what `serve` says of its own. */
export interface AttachedSize {
  readonly process: LiveProcess;
  /** What the limit counts now; `null` without a limit. */
  readonly room: MemoryRoom | null;
  readonly isStopped: boolean;
  /** `null` where the program does not show it. */
  readonly collector: CollectorLook | null;
  readonly maps: readonly AttachedMapSize[];
  /** Maps below `--min-bytes`, together. */
  readonly smaller: SmallerMaps;
}

export interface AttachedMapSize {
  readonly map: string;
  readonly address: string | null;
  readonly type: string | null;
  readonly candidateTypes: readonly string[];
  readonly model: string | null;
  readonly size: number;
  readonly deleted: number | null;
  readonly capacity: number;
  readonly loadFactor: number;
  readonly buckets: number;
  readonly overflowBuckets: number | null;
  readonly bytes: {
    readonly held: number;
    /** Since it is followed. */
    readonly peak: number;
    readonly current: number;
    readonly old: number;
  };
  /** Tables that its growths left, as far as they are not swept; `null` where none was seen. */
  readonly oldTables: OldTableFate | null;
  readonly entriesPerMinute: number | null;
  readonly isGrowing: boolean;
  /** Growths that were seen since it is followed. */
  readonly growthsByKind: ViewedMap['growthsByKind'];
  readonly nextGrowth: object | null;
  /** The newest ones, oldest first. */
  readonly growthEvents: readonly ViewedGrowth[];
}

/** @param growths listed of each map */
export function attachedSize(view: ProcessView, growths: number): AttachedSize | null {
  const { look, maps, process } = view;
  if (look === null) return null;
  return {
    process,
    room: look.room,
    isStopped: look.isStopped,
    collector: look.collector,
    maps: maps.map((map) => sizeOf(map, growths)),
    smaller: look.smaller,
  };
}

function sizeOf(viewed: ViewedMap, growths: number): AttachedMapSize {
  const { label, row, growthsByKind, peakBytes } = viewed;
  const { map, next, entriesPerMinute } = row;
  const { figures } = map;
  const { held, current, old } = figures.bytes;
  return {
    map: label,
    address: map.address,
    type: map.type,
    candidateTypes: map.candidateTypes,
    model: map.spec?.map ?? null,
    size: figures.entries,
    deleted: figures.deleted,
    capacity: figures.capacityEntries,
    loadFactor: figures.loadFactor,
    buckets: figures.buckets,
    overflowBuckets: figures.overflowBuckets,
    bytes: { held, peak: peakBytes, current, old },
    oldTables: viewed.oldTables,
    entriesPerMinute,
    isGrowing: figures.growing !== null,
    growthsByKind,
    nextGrowth: next === null ? null : { ...next.model, ...next, model: undefined },
    growthEvents: growths === 0 ? [] : viewed.growths.slice(-growths),
  };
}

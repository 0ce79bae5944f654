import type { LiveGrowth, LiveMap, LiveProcess } from '../../../maps/figures/live-map.ts';
import type { GrowthKind } from '../../../maps/model/growth-event.ts';
import type { OldTableFate } from '../collector/old-table.ts';
import type { AttachEvent } from '../follow/attach-event.ts';
import type { FollowedMap } from '../follow/followed-map.ts';
import type { MapsLook } from '../follow/followed.ts';
import type { FollowedRuntime } from '../follow/followed-runtime.ts';
import type { LiveAlarm } from '../follow/live-alarms.ts';
import { CollectorHistory, type CollectorPoint } from './collector-history.ts';
import { MapLabels } from './map-labels.ts';
import { MapStaircase, type StairPoint } from './map-staircase.ts';

/** A map with what was seen of it since it is followed. */
export interface ViewedMap {
  /** Its value of the label `map`. */
  readonly label: string;
  readonly row: FollowedMap;
  readonly staircase: readonly StairPoint[];
  /** Growths that were seen, of the kinds that there were, and the newest of them, oldest first. */
  readonly growthsByKind: Readonly<Partial<Record<GrowthKind, number>>>;
  readonly growths: readonly ViewedGrowth[];
  /** Tables that its growths left, as far as they are not swept; `null` where none was seen. */
  readonly oldTables: OldTableFate | null;
  /** The most bytes that it was seen to hold. */
  readonly peakBytes: number;
  /** When it was seen first: milliseconds since 1970. */
  readonly sinceMs: number;
}

/** A growth, and what has become of the tables that it left; `null` where none was seen. */
export interface ViewedGrowth extends LiveGrowth {
  readonly oldTable: OldTableFate | null;
}

interface Kept {
  readonly staircase: MapStaircase;
  readonly growthsByKind: Partial<Record<GrowthKind, number>>;
  /** By the growth as its event tells it. */
  readonly growths: Map<LiveGrowth, ViewedGrowth>;
  readonly sinceMs: number;
  peakBytes: number;
}

const mostGrowths = 128;
const mostAlarms = 50;
/** A look of the last half minute. */
export interface RecentLook {
  readonly atMs: number;
  readonly maps: ReadonlyMap<string, { readonly entries: number; readonly loadFactor: number }>;
  readonly growths: ReadonlyMap<string, number>;
}
const recentMs = 32_000;

/** What is known of one process for whoever asks: the newest look, and what was before it. */
export class ProcessView {
  readonly process: LiveProcess;
  readonly runtime: FollowedRuntime;
  readonly alarms: LiveAlarm[] = [];
  readonly recent: RecentLook[] = [];
  readonly #labels = new MapLabels();
  readonly #kept = new Map<string, Kept>();
  readonly #history = new CollectorHistory();
  #look: MapsLook | null = null;

  constructor(process: LiveProcess, runtime: FollowedRuntime) {
    this.process = process;
    this.runtime = runtime;
  }

  get look(): MapsLook | null {
    return this.#look;
  }

  /** @returns what happened, for listeners, with the maps' labels as subjects */
  take(look: MapsLook): readonly AttachEvent[] {
    this.#look = look;
    // What is gone leaves its label to what came in its place.
    for (const event of look.events) if (event.kind === 'died') this.#forget(event.map.id);
    for (const { map } of look.maps) {
      this.#labels.of(map);
      const kept = this.#kept.get(map.id) ?? newlyKept(map);
      this.#kept.set(map.id, kept);
      kept.staircase.add(map);
      kept.peakBytes = Math.max(kept.peakBytes, map.figures.bytes.held);
    }
    for (const event of look.events) {
      if (event.kind === 'growth') this.#grew(event.growth, event.oldTable ?? null);
      else if (event.kind === 'old-table' && event.growth !== null) {
        const growths = this.#kept.get(event.map.id)?.growths;
        if (growths?.has(event.growth) === true)
          growths.set(event.growth, { ...event.growth, oldTable: event.fate });
      }
    }
    this.#history.add(look);
    this.alarms.push(...look.alarms);
    this.alarms.splice(0, this.alarms.length - mostAlarms);
    this.#remember(look);
    return look.told;
  }

  /** The bytes of all maps and the collector, on one axis of time. */
  get history(): readonly CollectorPoint[] {
    return this.#history.points;
  }

  /** When cycles of the collector ended: milliseconds since 1970. */
  get cycleEndsMs(): readonly number[] {
    return this.#history.cycleEndsMs;
  }

  /** Largest first. */
  get maps(): readonly ViewedMap[] {
    return (this.#look?.maps ?? []).flatMap((row) => {
      const kept = this.#kept.get(row.map.id);
      if (kept === undefined) return [];
      const { staircase, growthsByKind, growths, peakBytes, sinceMs } = kept;
      const label = this.#labels.of(row.map);
      return [
        {
          label,
          row,
          staircase: staircase.points,
          growthsByKind: { ...growthsByKind },
          growths: [...growths.values()],
          oldTables: this.#look?.oldTables.get(row.map.id) ?? null,
          peakBytes,
          sinceMs,
        },
      ];
    });
  }

  #grew(growth: LiveGrowth, oldTable: OldTableFate | null): void {
    const kept = this.#kept.get(growth.mapId);
    if (kept === undefined) return;
    kept.growthsByKind[growth.kind] = (kept.growthsByKind[growth.kind] ?? 0) + 1;
    kept.growths.set(growth, { ...growth, oldTable });
    const [oldest] = kept.growths.keys();
    if (kept.growths.size > mostGrowths && oldest !== undefined) kept.growths.delete(oldest);
  }

  #forget(id: string): void {
    this.#labels.release(id);
    this.#kept.delete(id);
  }

  #remember({ atMs, maps }: MapsLook): void {
    const growths = new Map(
      [...this.#kept].map(([id, { growthsByKind }]) => [id, sum(Object.values(growthsByKind))]),
    );
    const figures = new Map(
      maps.map(
        ({
          map: {
            id,
            figures: { entries, loadFactor },
          },
        }) => [id, { entries, loadFactor }],
      ),
    );
    this.recent.push({ atMs, maps: figures, growths });
    while ((this.recent[0]?.atMs ?? atMs) < atMs - recentMs) this.recent.shift();
  }
}

function newlyKept(map: LiveMap): Kept {
  return {
    staircase: new MapStaircase(),
    growthsByKind: {},
    growths: new Map(),
    sinceMs: map.atMs,
    peakBytes: 0,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { PlannedGrowth } from '../size/growth-plan.ts';
import {
  type FillForecast,
  type Filling,
  type FillPoint,
  fillPoints,
  mostThatFit,
} from './filling.ts';
import { type CollectorPhase, GoCollector } from './go-collector.ts';
import { GoPages } from './go-pages.ts';
import { goIdleBytes, type GoSettings } from './go-settings.ts';

/** Page tables of the kernel, and the collector's own books, per resident byte; measured. */
export const goOverhead = 0.005;

/** How many more entries fit at most while a new table is not resident yet. */
const untouchedShare = 0.1;

/** A container for a Go process. */
export interface GoContainer {
  readonly limitBytes: number;
  readonly settings: GoSettings;
}

const goalsPerDoubling = 16;
const startShare = 1 / 16;
/** Quick collectors and slow ones, each with the last collection at any time. */
const phases: readonly CollectorPhase[] = [
  { begin: 0.8, end: 0.93, goalAtStart: null },
  ...[0.7, 0.85, 0.95].flatMap((begin) =>
    Array.from({ length: goalsPerDoubling }, (_, index) => ({
      begin,
      end: Math.min(1, begin + 0.15),
      goalAtStart: 2 ** ((index + 1) / goalsPerDoubling),
    })),
  ),
];

/**
 * How many entries a Go process takes in which nothing but the map and its entries is allocated:
 * follows its collector and its pages until the kernel would end it. Nobody knows when the collector
 * happens to run: the answer is the median over its ways, with the least and the most of them.
 */
export function goFill(filling: Filling, container: GoContainer): FillForecast {
  const most = mostThatFit(filling, container.limitBytes) * (1 + untouchedShare);
  const points = fillPoints(filling.model, Math.min(filling.entries, Math.ceil(most)));
  const ways = phases
    .map((phase) => follow(points, filling, container, phase))
    .toSorted((a, b) => a.entries - b.entries);
  const [low, middle, high] = [ways[0], ways[Math.floor(ways.length / 2)], ways.at(-1)];
  if (low === undefined || middle === undefined || high === undefined)
    throw new Error('expected a way for each phase');
  const { at, isOver, entries, growth } = middle;
  const peaks = isOver ? [middle.peakBytes] : ways.map((way) => way.peakBytes);
  return {
    entries,
    lowEntries: low.entries,
    highEntries: high.entries,
    endedBy: isOver ? 'kernel' : 'all-entries',
    growth: isOver ? (growth ?? waveAt(filling, entries)) : null,
    peakBytes: Math.max(...peaks),
    tableBytes: at?.tablePeak ?? 0,
    payloadBytes: entries * filling.payload.heapBytes,
  };
}

/** The wave of splits that goes on at that time. */
function waveAt({ model }: Filling, entries: number): PlannedGrowth | null {
  const wave = model.growthsUpTo(entries).findLast((growth) => growth.wave !== null);
  return wave !== undefined && entries <= (wave.wave?.lastAtEntries ?? 0) ? wave : null;
}

interface Followed {
  readonly entries: number;
  readonly isOver: boolean;
  readonly peakBytes: number;
  /** The point that is over, or the last one. */
  readonly at: FillPoint | null;
  /** The doubling that goes on there. */
  readonly growth: PlannedGrowth | null;
}

/** Follows one process to its end. */
function follow(
  points: readonly FillPoint[],
  { payload }: Filling,
  { limitBytes, settings }: GoContainer,
  phase: CollectorPhase,
): Followed {
  const collector = new GoCollector(settings, phase, limitBytes * startShare);
  const pages = new GoPages(settings);
  let last = { entries: 0, resident: goIdleBytes };
  for (const point of points) {
    const carried = point.entries * payload.heapBytes;
    const heap = collector.allocate(point.tableAllocated + carried);
    pages.use(heap - carried + point.entries * payload.residentBytes, point);
    const resident = goIdleBytes + pages.resident(point.entries) * (1 + goOverhead);
    if (resident > limitBytes)
      return {
        entries: lastBelow(last, { entries: point.entries, resident }, limitBytes),
        isOver: true,
        peakBytes: last.resident,
        at: point,
        growth: pages.growthAt(point.entries),
      };
    last = { entries: point.entries, resident: Math.max(last.resident, resident) };
    collector.look(point.tableHeld + carried);
  }
  const { entries, resident } = last;
  return { entries, isOver: false, peakBytes: resident, at: points.at(-1) ?? null, growth: null };
}

/** Where between two points the limit is passed. */
function lastBelow(
  from: { readonly entries: number; readonly resident: number },
  to: { readonly entries: number; readonly resident: number },
  limitBytes: number,
): number {
  const share = (limitBytes - from.resident) / (to.resident - from.resident);
  const entries = Math.floor(from.entries + share * (to.entries - from.entries));
  // A limit below what Go takes for itself is passed before the first entry.
  return Math.max(0, Math.min(to.entries - 1, entries));
}

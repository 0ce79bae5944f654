import type { SizeModel } from '../../../maps/model/size/size-model.ts';
import type { GoFill, GoSettings } from './capacity.ts';

/** What a Go program that does nothing has resident, measured 2 to 4 MiB from Go 1.19 to 1.27. */
const idleBytes = 3 * 2 ** 20;
/** The runtime's own books: spans and mark bits per byte of heap. */
const overhead = 0.01;
/** A heap below this is never collected, at `GOGC` 100; in proportion with others. */
const leastGoalBytes = 4 * 2 ** 20;
/** Points at which the heap is looked at, beside every growth. */
const steps = 512;

/** A process whose heap is one map. */
export interface GoProcessCase {
  readonly model: SizeModel;
  /** What the string of a key takes; 0 without one. */
  readonly bytesPerKey: number;
  readonly limitBytes: number;
  /** Entries up to which it is looked at: more never fit. */
  readonly mostEntries: number;
}

/**
 * How many entries fit into a whole Go process. The collector lets the heap grow to
 * `live * (1 + GOGC / 100)` before it starts, so that tables which were left behind stay resident
 * until then, and a doubling adds to them (the rules of Go's garbage collector guide; `GOMEMLIMIT`
 * lowers the goal). Pages that were freed are used again and not given back.
 */
export function predictGoProcess(
  { model, bytesPerKey, limitBytes, mostEntries }: GoProcessCase,
  settings: GoSettings,
): GoFill['predicted'] {
  const most = Math.min(mostEntries, model.maxEntries);
  let goal = leastGoal(settings);
  let heap = 0;
  let allocatedBefore = 0;
  let peakBytes = idleBytes;
  let before = 0;
  for (const entries of pointsOf(model, most)) {
    const state = model.state(entries);
    const allocated = state.totalBytesAllocated + entries * bytesPerKey;
    heap += allocated - allocatedBefore;
    allocatedBefore = allocated;
    const live = state.bytesHeld + entries * bytesPerKey;
    const resident = idleBytes + heap * (1 + overhead);
    if (resident > limitBytes) return { entries: before, peakBytes };
    peakBytes = Math.max(peakBytes, resident);
    if (heap >= goal) {
      heap = live;
      goal = nextGoal(live, settings);
    }
    before = entries;
  }
  return { entries: most, peakBytes };
}

function leastGoal({ gogc }: GoSettings): number {
  return (leastGoalBytes * gogc) / 100;
}

function nextGoal(live: number, settings: GoSettings): number {
  const goal = Math.max(leastGoal(settings), live * (1 + settings.gogc / 100));
  const { memoryLimitBytes } = settings;
  return memoryLimitBytes === null
    ? goal
    : Math.max(live, Math.min(goal, memoryLimitBytes - idleBytes));
}

/** Even steps, and both sides of every growth that one insert starts. */
function pointsOf(model: SizeModel, most: number): readonly number[] {
  const points = Array.from({ length: steps }, (_, step) =>
    Math.round((most * (step + 1)) / steps),
  );
  for (const growth of model.growthsUpTo(most))
    if (growth.wave === null) points.push(growth.entries - 1, growth.entries);
  return [...new Set(points)].filter((entries) => entries > 0).toSorted((a, b) => a - b);
}

import type { GrowthEvent } from '../../maps/model/growth-event.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { ReplayCounts } from './replay-counts.ts';

/** Counts that must be equal on a model and on the real map. */
const figures = ['entries', 'bytesHeld', 'totalBytesAllocated', 'totalAllocations'] as const;

/**
 * What differs between a model and a real map that performed the same operations, in words: bytes held
 * and allocated, allocations, and every growth that both list, by its kind, operation and sizes. Peaks are
 * not compared: of the real map they are known at growths only.
 */
export function replayDifferences(model: ReplayCounts, real: ReplayCounts): readonly string[] {
  const differences = figures.flatMap((figure) =>
    model[figure] === real[figure]
      ? []
      : [
          `${figure}: ${formatCount(model[figure])} of the model, ${formatCount(real[figure])} of the real map`,
        ],
  );
  const growths = growthsOf(model.growthEvents);
  const others = growthsOf(real.growthEvents);
  const listed = Math.min(growths.length, others.length);
  const at = growths.slice(0, listed).findIndex((growth, index) => growth !== others[index]);
  if (at >= 0)
    differences.push(
      `growth ${at + 1}: ${growths[at] ?? ''} of the model, ${others[at] ?? ''} of the real map`,
    );
  const [count, other] = [model, real].map(
    ({ growthEvents, growthEventsDropped }) => growthEvents.length + growthEventsDropped,
  );
  if (count !== other)
    differences.push(`growths: ${count ?? 0} of the model, ${other ?? 0} of the real map`);
  return differences;
}

function growthsOf(events: readonly GrowthEvent[]): readonly string[] {
  return events.map(
    ({ kind, operation, entries, fromBuckets, toBuckets, writesToFinish }) =>
      `${kind} at operation ${operation} with ${entries} entries, ${fromBuckets} to ${toBuckets}, done after ${writesToFinish ?? 'more'} writes`,
  );
}

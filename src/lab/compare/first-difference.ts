import type { GrowthEvent } from '../../maps/model/growth-event.ts';
import type { FirstDifference } from './verdict/verdict.ts';
import type { CountFigures } from './figures/run-figures.ts';

/** Where two exact passes part: at a growth event if one differs, else on the staircase. */
export function firstDifference(before: CountFigures, after: CountFigures): FirstDifference | null {
  // Counts of the same text are read once.
  if (before === after) return null;
  return firstGrowth(before.growthEvents, after.growthEvents) ?? firstStep(before, after);
}

function firstGrowth(
  before: readonly GrowthEvent[],
  after: readonly GrowthEvent[],
): FirstDifference | null {
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [a = null, b = null] = [before[index], after[index]];
    if (a === null || b === null || !isSameGrowth(a, b)) {
      const operation = Math.min(a?.operation ?? Infinity, b?.operation ?? Infinity);
      return { kind: 'growth-event', index, operation, before: a, after: b };
    }
  }
  return null;
}

/** Times are left out: an exact pass reads no clock. */
function isSameGrowth(a: GrowthEvent, b: GrowthEvent): boolean {
  return (
    a.kind === b.kind &&
    a.shard === b.shard &&
    a.operation === b.operation &&
    a.entries === b.entries &&
    a.fromBuckets === b.fromBuckets &&
    a.toBuckets === b.toBuckets &&
    a.bytesBefore === b.bytesBefore &&
    a.bytesDuring === b.bytesDuring &&
    a.bytesAfter === b.bytesAfter &&
    a.writesToFinish === b.writesToFinish
  );
}

function firstStep(before: CountFigures, after: CountFigures): FirstDifference | null {
  const steps = new Map(after.staircase.map((point) => [point.operation, point.bytesHeld]));
  for (const { operation, bytesHeld } of before.staircase) {
    const other = steps.get(operation);
    if (other !== undefined && other !== bytesHeld) {
      return { kind: 'staircase', operation, bytesBefore: bytesHeld, bytesAfter: other };
    }
  }
  return null;
}

/** One sentence, as in `parts at growth event 3: double 8 to 16 buckets at operation 53, was 105`. */
export function describeFirstDifference(difference: FirstDifference): string {
  if (difference.kind === 'staircase') {
    const { operation, bytesBefore, bytesAfter } = difference;
    return `parts by operation ${operation}: ${bytesAfter} B held, was ${bytesBefore} B`;
  }
  const { index, before, after } = difference;
  const place = `parts at growth event ${index + 1}`;
  if (after === null) return `${place}: gone, was ${growthText(before)}`;
  if (before === null) return `${place}: new, ${growthText(after)}`;
  return `${place}: ${growthText(after)}, was ${growthText(before)}`;
}

function growthText(growth: GrowthEvent | null): string {
  if (growth === null) return 'none';
  const { kind, fromBuckets, toBuckets, operation, entries, bytesBefore, bytesDuring } = growth;
  return (
    `${kind} ${fromBuckets} to ${toBuckets} at operation ${operation} ` +
    `(${entries} entries, ${bytesBefore} to ${bytesDuring} B)`
  );
}

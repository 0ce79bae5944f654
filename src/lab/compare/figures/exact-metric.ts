import type { ExactValue } from '../verdict/verdict.ts';
import { countedKinds, kindWords, recordedKinds } from '../../workload/operation-kinds.ts';
import type { CountFigures } from './run-figures.ts';

/** One count of the exact pass. All have zero tolerance. */
export interface ExactMetric {
  readonly name: string;
  readonly unit: string;
  readonly value: (counts: CountFigures) => ExactValue;
  /** Which way is worse; by default a higher value is. A tie of unequal texts is worse. */
  readonly worse?: (from: CountFigures, to: CountFigures) => number;
  /** Work rather than cost: where it differs, nothing else can be compared. */
  readonly isWork?: true;
}

export const exactMetrics: readonly ExactMetric[] = [
  { name: 'operations', unit: '', value: operationsText, isWork: true },
  { name: 'entries', unit: '', value: ({ stats }) => stats.entries, isWork: true },
  { name: 'bytes-held', unit: 'B', value: ({ stats }) => stats.bytesHeld },
  { name: 'bytes-peak', unit: 'B', value: ({ stats }) => stats.bytesPeak },
  { name: 'bytes-old', unit: 'B', value: ({ stats }) => stats.bytesOld },
  { name: 'bytes-abandoned', unit: 'B', value: ({ stats }) => stats.bytesAbandoned },
  { name: 'bytes-allocated', unit: 'B', value: ({ stats }) => stats.totalBytesAllocated },
  { name: 'allocations', unit: '', value: ({ stats }) => stats.totalAllocations },
  { name: 'buckets', unit: '', value: ({ stats }) => stats.buckets },
  { name: 'overflow-buckets', unit: '', value: ({ stats }) => stats.overflowBuckets },
  { name: 'growth-events', unit: '', value: growthCount },
  {
    name: 'growth-schedule',
    unit: '',
    value: scheduleText,
    // Growth that comes earlier is worse: the sum of its operations is smaller.
    worse: (from, to) => scheduleLateness(from) - scheduleLateness(to),
  },
  { name: 'longest-chain', unit: 'buckets', value: ({ chains }) => chains.maxChainBuckets },
  { name: 'fullest-chain', unit: 'entries', value: ({ chains }) => chains.maxChainEntries },
  {
    name: 'chain-lengths',
    unit: '',
    value: chainText,
    worse: (from, to) => walkCost(to) - walkCost(from),
  },
];

function operationsText({ operations, operationsByKind: kinds }: CountFigures): string {
  const parts = countedKinds
    .filter((kind) => recordedKinds.some((one) => one === kind) || (kinds[kind] ?? 0) > 0)
    .map((kind) => `${kinds[kind] ?? 0} ${kindWords[kind][1]}`);
  return `${operations} (${parts.join(', ')})`;
}

function growthCount({ growthEvents, growthEventsDropped }: CountFigures): number {
  return growthEvents.length + growthEventsDropped;
}

/** Every listed growth with its operation and sizes; unequal texts are unequal schedules. */
function scheduleText({ growthEvents }: CountFigures): string {
  return growthEvents
    .map(
      ({
        kind,
        shard,
        operation,
        fromBuckets,
        toBuckets,
        bytesDuring,
        bytesAfter,
        writesToFinish,
      }) =>
        `${kind}${shard === 0 ? '' : ` of map ${shard}`} at ${operation}: ${fromBuckets} to ` +
        `${toBuckets}, ${bytesDuring} B, then ${bytesAfter ?? 'unfinished'}, ${writesToFinish ?? 'unfinished'} writes`,
    )
    .join('; ');
}

function scheduleLateness({ growthEvents }: CountFigures): number {
  return growthEvents.reduce((sum, { operation }) => sum + operation, 0);
}

function chainText({ chains }: CountFigures): string {
  return `chains ${chains.bucketsPerChain.join(',')}; entries ${chains.entriesPerBucket.join(',')}`;
}

/** Buckets walked when every bucket of every chain is looked for once. */
function walkCost({ chains }: CountFigures): number {
  return chains.bucketsPerChain.reduce(
    (sum, count, length) => sum + (count * length * (length + 1)) / 2,
    0,
  );
}

import type { GrowthEvent } from '../../model/growth-event.ts';
import { growthLayout } from './kernel-layouts.ts';
import { kernelGrowthKinds } from './kernel-growth-kinds.ts';
import type { Kernel } from './kernel.ts';
import { readDoubles } from './read-record.ts';

/** The growth events that the kernel recorded for a map, oldest first: all, or the `last` ones. */
export function readGrowthEvents(
  kernel: Kernel,
  map: number,
  last: number = Number.POSITIVE_INFINITY,
): readonly GrowthEvent[] {
  const address = kernel.exports.mapEvents(map);
  const recorded = kernel.exports.mapEventCount(map);
  const count = Math.min(recorded, last);
  const first = address + (recorded - count) * growthLayout.bytes;
  return Array.from({ length: count }, (_, index) =>
    toEvent(readDoubles(kernel.memory, first + index * growthLayout.bytes, growthLayout)),
  );
}

function toEvent(record: Readonly<Record<keyof typeof growthLayout.doubles, number>>): GrowthEvent {
  const { kind, shard, operation, entries, fromBuckets, toBuckets } = record;
  return {
    kind: kernelGrowthKinds[kind] ?? 'double',
    shard,
    operation,
    entries,
    fromBuckets,
    toBuckets,
    bytesBefore: record.bytesBefore,
    bytesDuring: record.bytesDuring,
    bytesAfter: known(record.bytesAfter),
    writesToFinish: known(record.writesToFinish),
    startNs: known(record.startNs),
    durationNs: known(record.durationNs),
  };
}

function known(figure: number): number | null {
  return figure < 0 ? null : figure;
}

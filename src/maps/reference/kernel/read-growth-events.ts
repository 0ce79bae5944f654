import { type GrowthEvent, growthKinds } from '../../model/growth-event.ts';
import type { Kernel } from './kernel.ts';

const FIELDS = 12;

/** The growth events that the kernel recorded for a map, oldest first: all, or the `last` ones. */
export function readGrowthEvents(
  kernel: Kernel,
  map: number,
  last: number = Number.POSITIVE_INFINITY,
): readonly GrowthEvent[] {
  const address = kernel.exports.mapEvents(map);
  const recorded = kernel.exports.mapEventCount(map);
  const count = Math.min(recorded, last);
  const first = address + (recorded - count) * FIELDS * 8;
  const records = new Float64Array(kernel.memory.buffer, first, count * FIELDS);
  return Array.from({ length: count }, (_, index) =>
    toEvent(records.subarray(index * FIELDS, (index + 1) * FIELDS)),
  );
}

function toEvent(record: Float64Array): GrowthEvent {
  const at = (index: number): number => record[index] ?? Number.NaN;
  const known = (index: number): number | null => (at(index) < 0 ? null : at(index));
  return {
    kind: growthKinds[at(0)] ?? 'double',
    shard: at(1),
    operation: at(2),
    entries: at(3),
    fromBuckets: at(4),
    toBuckets: at(5),
    bytesBefore: at(6),
    bytesDuring: at(7),
    bytesAfter: known(8),
    writesToFinish: known(9),
    startNs: known(10),
    durationNs: known(11),
  };
}

import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { ExactCounts, StaircasePoint } from '../../../lab/record/exact-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import type { WholeOperation, Workload } from '../../../lab/workload/workload.ts';
import { counted, formatShare } from '../figures/format-figure.ts';
import type { WeightedSentence } from './run-finding.ts';

/** Bytes that a copy frees which are worth a word. */
const leastFreed = 4096;

/** What became of the map when it was copied, cleared and looped over as a whole. */
export function wholeFindings(record: CellRecord): readonly WeightedSentence[] {
  const counts = exactCountsOf(record);
  return counts === null ? [] : findingsOfCounts(record.cell.workload, counts);
}

/** The same of what an exact pass counted. */
export function findingsOfCounts(
  workload: Workload,
  counts: ExactCounts,
): readonly WeightedSentence[] {
  return [
    ...copyFinding(workload, counts),
    ...clearFinding(workload, counts),
    ...loopFinding(counts),
  ];
}

/** The map before and after the first operation of a kind. */
function firstOf(
  { phases, writers }: Workload,
  kind: WholeOperation['kind'],
  { staircase }: ExactCounts,
): { readonly before: StaircasePoint; readonly after: StaircasePoint } | null {
  let start = 0;
  for (const { operationsPerWriter, whole = [] } of phases) {
    const found = whole.find((one) => one.kind === kind && one.every <= operationsPerWriter);
    if (found !== undefined) {
      const operation = start + (found.every - 1) * writers + 1;
      const before = staircase.find((point) => point.operation === operation - 1);
      const after = staircase.find((point) => point.operation === operation);
      return before === undefined || after === undefined ? null : { before, after };
    }
    start += operationsPerWriter * writers;
  }
  return null;
}

function copyFinding(workload: Workload, counts: ExactCounts): readonly WeightedSentence[] {
  const first = firstOf(workload, 'copy', counts);
  if (first === null) return [];
  const { before, after } = first;
  const freed = before.bytesHeld - after.bytesHeld;
  if (freed < leastFreed) return [];
  const sentence = `frees ${formatShare(freed / before.bytesHeld)} by the copy at operation ${formatCount(after.operation)}: ${counted(after.entries, 'entry', 'entries')} hold ${formatBytes(after.bytesHeld)} in a fresh map, ${formatBytes(before.bytesHeld)} in the old one, and both are there meanwhile`;
  return [{ weight: 'swelling', sentence }];
}

function clearFinding(workload: Workload, counts: ExactCounts): readonly WeightedSentence[] {
  const first = firstOf(workload, 'clear', counts);
  if (first === null || first.before.entries === 0) return [];
  const { before, after } = first;
  const sentence = `holds ${formatBytes(after.bytesHeld)} after the clear at operation ${formatCount(after.operation)}, which took ${counted(before.entries, 'entry', 'entries')} out of ${formatBytes(before.bytesHeld)}`;
  return [{ weight: 'swelling', sentence }];
}

function loopFinding({ operationsByKind, shape }: ExactCounts): readonly WeightedSentence[] {
  const loops = operationsByKind.iterate ?? 0;
  const evacuation = shape?.evacuation ?? null;
  if (loops === 0 || evacuation === null) return [];
  const sentence = `stays in its growth through ${counted(loops, 'loop')}: only writes move old buckets, and ${formatCount(evacuation.oldBuckets - evacuation.movedBuckets)} of ${formatCount(evacuation.oldBuckets)} have not moved`;
  return [{ weight: 'note', sentence }];
}

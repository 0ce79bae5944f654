import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { heapAccountOf } from '../../../lab/record/figures/heap-account-of.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { counted, formatShare } from '../figures/format-figure.ts';
import { worstDifference } from '../figures/heap-difference.ts';
import type { WeightedSentence } from './run-finding.ts';

/** The heap counts what the measuring itself leaves behind as well. */
const noiseBytes = 32_768;
const noiseShare = 0.01;

/** Whether the heap of V8 shows what the model says. */
export function heapFindings(record: CellRecord): readonly WeightedSentence[] {
  const heap = heapAccountOf(record);
  const worst = heap === null ? null : worstDifference(heap.steps);
  if (heap === null || worst === null) return [];
  const growths = counted(heap.steps.length, 'growth');
  const apart = `${formatBytes(worst.bytes)} at most, ${formatShare(worst.share)} of the largest table`;
  return worst.bytes <= noiseBytes || worst.share <= noiseShare
    ? [
        {
          weight: 'note',
          sentence: `takes the share of the heap that the model says: over ${growths} they differ by ${apart}`,
        },
      ]
    : [
        {
          weight: 'problem',
          sentence: `takes a different share of the heap than the model says: over ${growths} they differ by ${apart}`,
        },
      ];
}

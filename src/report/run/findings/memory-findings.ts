import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { StaircasePoint } from '../../../lab/record/exact-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { formatShare } from '../figures/format-figure.ts';
import type { WeightedSentence } from './run-finding.ts';

/** The share of its entries that a map must lose before it is worth asking what it gave back. */
const leastShareDeleted = 0.25;

/** What the map gave back after deletes. */
export function memoryFindings(record: CellRecord): readonly WeightedSentence[] {
  const counts = exactCountsOf(record);
  const fall = counts === null ? null : largestFall(counts.staircase);
  if (fall === null) return [];
  const { from, to } = fall;
  const share = from.entries === 0 ? 0 : 1 - to.entries / from.entries;
  if (share < leastShareDeleted) return [];
  const returned = Math.max(0, from.bytesHeld - to.bytesHeld);
  const sentence =
    `gives ${formatBytes(returned)} back after ${formatShare(share)} of its entries are deleted: ` +
    `${formatBytes(to.bytesHeld)} are still held`;
  return [{ weight: 'swelling', sentence }];
}

/** The longest way down in entries, from a peak to a later low. */
function largestFall(
  staircase: readonly StaircasePoint[],
): { readonly from: StaircasePoint; readonly to: StaircasePoint } | null {
  let peak = staircase[0];
  if (peak === undefined) return null;
  let best = { from: peak, to: peak };
  for (const point of staircase) {
    // The latest of equal peaks: what a growth still holds then is not given back by deletes.
    if (point.entries >= peak.entries) peak = point;
    if (peak.entries - point.entries > best.from.entries - best.to.entries)
      best = { from: peak, to: point };
  }
  return best;
}

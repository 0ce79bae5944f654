import type { CellRecord } from '../../../lab/record/run-record.ts';
import { formatNs, formatTimes } from '../figures/format-figure.ts';
import type { WeightedSentence } from './weighted-sentence.ts';

/** How long a growth stops the write that starts it, and what moving the old table costs. */
export function latencyFindings({ summary }: CellRecord): readonly WeightedSentence[] {
  const { normal, evacuating, growing } = summary.latency;
  // What is below the clock's resolution gives no ratio.
  const median = normal?.p50 ?? 0;
  if (median === 0) return [];
  const longest = growing?.max ?? 0;
  const moving = evacuating?.p50 ?? 0;
  const found: WeightedSentence[] = [];
  if (longest >= 10 * median)
    found.push({
      weight: 'note',
      sentence: `stops one write for ${formatNs(longest)} to start a growth, ${formatTimes(longest / median)} the median write of ${formatNs(median)}`,
    });
  if (moving >= 1.2 * median)
    found.push({
      weight: 'note',
      sentence: `writes ${formatTimes(moving / median)} as slowly while it moves the old table: the median goes from ${formatNs(median)} to ${formatNs(moving)}`,
    });
  return found;
}

import type { CellRecord } from '../../../lab/record/run-record.ts';
import { formatNs, formatTimes } from '../figures/format-figure.ts';
import type { WeightedSentence } from './weighted-sentence.ts';

/** How long a growth stops the write that starts it, and what moving the old table costs. */
export function latencyFindings({ summary }: CellRecord): readonly WeightedSentence[] {
  const { normal, evacuating, growing } = summary.latency;
  if (normal === null || normal.p50 === 0) return [];
  const found: WeightedSentence[] = [];
  if (growing !== null && growing.max >= 10 * normal.p50)
    found.push({
      weight: 'note',
      sentence: `stops one write for ${formatNs(growing.max)} to start a growth, ${formatTimes(growing.max / normal.p50)} the median write of ${formatNs(normal.p50)}`,
    });
  if (evacuating !== null && evacuating.p50 >= 1.2 * normal.p50)
    found.push({
      weight: 'note',
      sentence: `writes ${formatTimes(evacuating.p50 / normal.p50)} as slowly while it moves the old table: the median goes from ${formatNs(normal.p50)} to ${formatNs(evacuating.p50)}`,
    });
  return found;
}

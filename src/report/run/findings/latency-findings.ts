import type { CellRecord } from '../../../lab/record/run-record.ts';
import { formatLatency, formatNs, formatTimes } from '../figures/format-figure.ts';
import type { WeightedSentence } from './run-finding.ts';
import { latencySummary } from '../../../lab/record/figures/latency-summary.ts';
import { arrivalsOf } from '../figures/arrivals-of.ts';

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

/** Waiting beyond this many times the work is the news. */
const leastRatio = 2;

/** What a user waits where operations arrive at a rate, beside what the map alone takes. */
export function arrivalFindings(record: CellRecord): readonly WeightedSentence[] {
  const rounds = arrivalsOf(record);
  const response = latencySummary(rounds.flatMap(({ responseTime }) => responseTime));
  const service = latencySummary(rounds.map(({ serviceTime }) => serviceTime));
  const [waited, worked] = [response?.p99 ?? null, service?.p99 ?? null];
  if (waited === null || worked === null) return [];
  const ratio = waited / Math.max(1, worked);
  const sentence =
    ratio >= leastRatio
      ? `keeps users waiting: 99 % of the operations are done within ${formatLatency(waited)} of when they should have started, ${formatTimes(ratio)} the ${formatLatency(worked)} that they take`
      : `is done with 99 % of the operations within ${formatLatency(waited)} of when they should have started, of which they take ${formatLatency(worked)}`;
  return [{ weight: ratio >= leastRatio ? 'swelling' : 'note', sentence }];
}

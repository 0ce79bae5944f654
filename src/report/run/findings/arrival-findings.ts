import { latencySummary } from '../../../lab/record/figures/latency-summary.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { arrivalsOf } from '../figures/arrivals-of.ts';
import { formatLatency, formatTimes } from '../figures/format-figure.ts';
import type { WeightedSentence } from './weighted-sentence.ts';

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

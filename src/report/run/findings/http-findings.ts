import type { HttpSlice } from '../../../lab/record/http-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { median } from '../../../base/stats/median.ts';
import { formatNs, formatTimes } from '../figures/format-figure.ts';
import { typicalHttpRound } from '../figures/http-round.ts';
import { largeGrowths, slicesByGrowth } from '../figures/slices-of-growth.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { WeightedSentence } from './run-finding.ts';

/** A rise that a person would notice. */
const leastRise = 1.2;

/** What a growth of the map does to the response time of the service around it. */
export function httpFindings(record: CellRecord): readonly WeightedSentence[] {
  const typical = typicalHttpRound(record);
  if (typical === null) return [];
  const { growing, calm } = slicesByGrowth(typical.http);
  if (growing.length === 0 || calm.length === 0) return [];
  const rise = p99Of(growing) / p99Of(calm);
  const largest = largeGrowths(typical.http.growths).toSorted(
    (a, b) => b.toBuckets - a.toBuckets,
  )[0];
  const which = largest === undefined ? '' : `, the largest to ${formatCount(largest.toBuckets)}`;
  const change =
    rise >= leastRise
      ? `answers ${formatTimes(rise)} as slowly at p99 while its map grows${which}: ${formatNs(p99Of(calm))} become ${formatNs(p99Of(growing))}`
      : `answers as fast at p99 while its map grows${which}: ${formatNs(p99Of(growing))} against ${formatNs(p99Of(calm))}`;
  const most = formatNs(Math.max(...growing.map(({ maxNs }) => maxNs)));
  return [
    {
      weight: rise >= leastRise ? 'swelling' : 'note',
      sentence: `${change}, and at most ${most}`,
    },
  ];
}

function p99Of(slices: readonly HttpSlice[]): number {
  return median(slices.map(({ p99Ns }) => p99Ns));
}

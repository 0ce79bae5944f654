import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { ExactCounts } from '../../../../lab/record/exact-result.ts';
import { countedKinds, kindWords } from '../../../../lab/workload/operation-kinds.ts';
import type { CellRecord } from '../../../../lab/record/run-record.ts';
import { significant } from '../../figures/format-figure.ts';
import type { HtmlValue, Markup } from '../../../kit/page/html.ts';
import { dataTable } from '../../../kit/page/data-table.ts';

/** Every exact metric of a cell with its unit, how many processes counted it, and their spread. */
export function exactTable({ exact, exactAgree }: CellRecord, counts: ExactCounts): Markup {
  const n = exact.filter((run) => run.counts !== null).length;
  const spread = exactAgree === true ? '0' : exactAgree === false ? 'they differ' : '';
  return dataTable(
    'Exact metrics',
    [
      { title: 'Exact metric' },
      { title: 'value', isFigure: true },
      { title: 'unit' },
      { title: 'spread', isFigure: true },
      { title: 'n', isFigure: true },
    ],
    figuresOf(counts).map(([name, value, unit]) => [name, value, unit, spread, n]),
    'Counted',
  );
}

function figuresOf(counts: ExactCounts): readonly (readonly [string, HtmlValue, string])[] {
  const { operations, operationsByKind, stats, chains } = counts;
  const per = (total: number): string => (operations === 0 ? '0' : significant(total / operations));
  return [
    ['operations', formatCount(operations), ''],
    ...countedKinds
      .filter((kind) => (operationsByKind[kind] ?? 0) > 0)
      .map(
        (kind) =>
          [`of them ${kindWords[kind][1]}`, formatCount(operationsByKind[kind] ?? 0), ''] as const,
      ),
    ...(counts.entriesVisited === undefined
      ? []
      : [['entries that loops visited', formatCount(counts.entriesVisited), ''] as const]),
    ...(counts.entriesExpired === undefined
      ? []
      : [['entries deleted for their age', formatCount(counts.entriesExpired), ''] as const]),
    ['entries', formatCount(stats.entries), ''],
    ['bytes held', formatCount(stats.bytesHeld), 'B'],
    ['bytes held at the peak', formatCount(stats.bytesPeak), 'B'],
    ['bytes abandoned', formatCount(stats.bytesAbandoned), 'B'],
    ['bytes allocated', formatCount(stats.totalBytesAllocated), 'B'],
    ['bytes allocated per operation', per(stats.totalBytesAllocated), 'B'],
    ['allocations', formatCount(stats.totalAllocations), ''],
    ['allocations per operation', per(stats.totalAllocations), ''],
    ['growths', formatCount(counts.growthEvents.length + counts.growthEventsDropped), ''],
    ['load factor', formatCount(stats.loadFactor, 4), 'entries per slot'],
    ['buckets', formatCount(stats.buckets), ''],
    ...(chains.bucketsPerChain.length === 0 ? [] : chainFigures(counts)),
  ];
}

function chainFigures({
  stats,
  chains,
}: ExactCounts): readonly (readonly [string, HtmlValue, string])[] {
  return [
    ['overflow buckets', formatCount(stats.overflowBuckets), ''],
    ['mean chain', formatCount(chains.meanChainBuckets, 3), 'buckets'],
    ['longest chain', formatCount(chains.maxChainBuckets), 'buckets'],
    ['fullest chain', formatCount(chains.maxChainEntries), 'entries'],
  ];
}

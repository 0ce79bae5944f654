import { cellColumns } from './cell-columns.ts';
import { csvPieces, csvText, type CsvColumn } from './csv-text.ts';
import { exactCountsOf } from '../figures/exact-counts-of.ts';
import type { ExactCounts } from '../exact-result.ts';
import { type LatencyFigure, latencyValue } from '../figures/latency-value.ts';
import { leadingOutcome } from '../figures/leading-outcome.ts';
import type { CellRecord, LatencySummary, RunRecord } from '../run-record.ts';
import type { OpenRecord } from '../stored/open-record.ts';
import type { Summary } from '../summary.ts';

type Column = CsvColumn<CellRecord>;

const columns: readonly Column[] = [
  ...cellColumns<CellRecord>(({ cell }) => cell),
  { title: 'outcome', value: (record) => leadingOutcome(record).kind },
  { title: 'ending', value: endingOf },
  { title: 'exact processes agree', value: ({ exactAgree }) => exactAgree },
  counted('operations', ({ operations }) => operations),
  counted('entries', ({ stats }) => stats.entries),
  counted('bytes held (B)', ({ stats }) => stats.bytesHeld),
  counted('bytes peak (B)', ({ stats }) => stats.bytesPeak),
  counted('bytes abandoned (B)', ({ stats }) => stats.bytesAbandoned),
  counted('bytes allocated (B)', ({ stats }) => stats.totalBytesAllocated),
  counted('allocations', ({ stats }) => stats.totalAllocations),
  counted('bytes allocated per operation (B)', (counts) =>
    perOperation(counts, counts.stats.totalBytesAllocated),
  ),
  counted('allocations per operation', (counts) =>
    perOperation(counts, counts.stats.totalAllocations),
  ),
  counted('growth events', (counts) => counts.growthEvents.length + counts.growthEventsDropped),
  counted('load factor', ({ stats }) => stats.loadFactor),
  counted('buckets', ({ stats }) => stats.buckets),
  counted('overflow buckets', ({ stats }) => stats.overflowBuckets),
  counted('longest chain (buckets)', ({ chains }) => chains.maxChainBuckets),
  { title: 'rounds measured', value: ({ rounds }) => measuredOf(rounds) },
  ...summarised('writes per second', '1/s', ({ summary }) => summary.writesPerSecond),
  ...summarised('ratio to the yardstick', '', ({ summary }) => summary.yardstickRatio),
  ...summarised('time per write', 'ns', ({ summary }) => summary.nsPerWrite),
  ...summarised('CPU', 's', ({ summary }) => summary.cpuSeconds),
  ...summarised('peak resident memory', 'B', ({ summary }) => summary.peakRssBytes),
  ...summarised('throttled', 'ms', ({ summary }) => summary.throttledMs),
  ...(['all', 'normal', 'evacuating', 'growing'] as const).flatMap(latencyColumns),
];

/** Why, and how many entries were last seen; nothing where the cell was completed. */
function endingOf(record: CellRecord): string | null {
  const outcome = leadingOutcome(record);
  const reason =
    outcome.kind === 'killed'
      ? `${outcome.signal} by ${outcome.by}`
      : outcome.kind === 'timed-out'
        ? `time limit of ${outcome.timeLimitMs} ms`
        : 'message' in outcome
          ? outcome.message
          : 'reason' in outcome
            ? outcome.reason
            : null;
  const last = 'last' in outcome && outcome.last !== null ? outcome.last.entries : null;
  if (reason === null) return null;
  return last === null ? reason : `${reason}, last seen with ${last} entries`;
}

/** One row per cell with every figure of it, units in the header. */
export function resultsCsv(record: RunRecord): string {
  return csvText(columns, record.cells);
}

/** The same in pieces, of a record that is read a cell at a time. */
export function resultsCsvPieces({ cells }: OpenRecord): AsyncGenerator<Buffer> {
  return csvPieces(columns, cells(), (cell) => [cell]);
}

function counted(title: string, value: (counts: ExactCounts) => number): Column {
  return {
    title,
    value: (record) => {
      const counts = exactCountsOf(record);
      return counts === null ? null : value(counts);
    },
  };
}

function perOperation({ operations }: ExactCounts, total: number): number {
  return operations === 0 ? 0 : total / operations;
}

function measuredOf(rounds: CellRecord['rounds']): number {
  return rounds.filter(({ measurement }) => measurement !== null).length;
}

function summarised(
  title: string,
  unit: string,
  summaryOf: (record: CellRecord) => Summary | null,
): readonly Column[] {
  const suffix = unit === '' ? '' : ` (${unit})`;
  return [
    { title: `${title} median${suffix}`, value: (record) => summaryOf(record)?.median ?? null },
    { title: `${title} spread${suffix}`, value: (record) => summaryOf(record)?.spread ?? null },
    { title: `${title} n`, value: (record) => summaryOf(record)?.n ?? null },
  ];
}

function latencyColumns(phase: keyof CellRecord['summary']['latency']): readonly Column[] {
  const figures: readonly (readonly [string, LatencyFigure])[] = [
    ['p50 (ns)', 'p50'],
    ['p90 (ns)', 'p90'],
    ['p99 (ns)', 'p99'],
    ['p99.9 (ns)', 'p999'],
    ['p99.99 (ns)', 'p9999'],
    ['max (ns)', 'max'],
  ];
  const columnsOf = figures.map(([title, key]): Column => ({
    title: `latency ${phase} ${title}`,
    value: ({ summary }) => latencyText(summary.latency[phase], key),
  }));
  return [
    ...columnsOf,
    {
      title: `latency ${phase} samples`,
      value: ({ summary }) => summary.latency[phase]?.samples ?? null,
    },
    {
      title: `latency ${phase} share below the clock's resolution`,
      value: ({ summary }) => summary.latency[phase]?.below?.share ?? null,
    },
  ];
}

/** A number, or `< 40` where only that is known. */
function latencyText(
  summary: LatencySummary | null,
  figure: LatencyFigure,
): number | string | null {
  const value = summary === null ? null : latencyValue(summary, figure);
  if (value === null) return null;
  return value.kind === 'measured' ? value.ns : `< ${value.resolutionNs}`;
}

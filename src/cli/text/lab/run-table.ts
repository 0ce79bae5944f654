import { numberAt } from '../../../base/primitives/number-at.ts';
import { byteColumnOf, type ByteColumn } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { type LatencyFigure, latencyValue } from '../../../lab/record/figures/latency-value.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { CellRecord, LatencySummary, RunRecord } from '../../../lab/record/run-record.ts';
import { doubtfulSummary } from '../../../lab/record/figures/doubtful-summary.ts';
import { terminalWidth } from '../terminal-text.ts';
import { type TextColumn, textTable } from '../text-table.ts';

interface RunColumn extends TextColumn {
  /** Columns with a higher rank go first where the line is too short for all. */
  readonly rank: number;
}

const columnsIn = (bytes: ByteColumn): readonly RunColumn[] => [
  { title: 'cell', rank: 0 },
  { title: 'outcome', rank: 1 },
  { title: 'entries', align: 'right', rank: 2 },
  { title: bytes.title('held'), align: 'right', rank: 6 },
  { title: bytes.title('peak'), align: 'right', rank: 3 },
  { title: 'growths', align: 'right', rank: 4 },
  { title: 'B/op', align: 'right', rank: 8 },
  { title: 'allocs/op', align: 'right', rank: 9 },
  { title: 'writes/s', align: 'right', rank: 5 },
  { title: 'yardstick', align: 'right', rank: 11 },
  { title: 'p99', align: 'right', rank: 7 },
  { title: 'max', align: 'right', rank: 10 },
];
/** Never left out: without them a line says nothing. */
const fewestColumns = 4;
const gapColumns = 2;

/**
 * What a run gave, a line per cell, with the columns that fit; all of them are in the CSV tables.
 * Times of a rate that was not kept have a question mark.
 */
export function runTable(record: RunRecord, widthColumns: number): string {
  const bytes = byteColumnOf(
    record.cells.flatMap((cell) => {
      const stats = countsOf(cell)?.stats;
      return [stats?.bytesHeld, stats?.bytesPeak];
    }),
  );
  const columns = columnsIn(bytes);
  const rankOf = (column: number): number => columns[column]?.rank ?? 0;
  const rows = record.cells.map((cell) => row(cell, bytes));
  const widths = columns.map(({ title }, column) =>
    Math.max(title.length, ...rows.map((cells) => terminalWidth(cells[column] ?? ''))),
  );
  const byRank = columns.map((_, column) => column).toSorted((a, b) => rankOf(a) - rankOf(b));
  const shown = new Set<number>();
  let taken = -gapColumns;
  for (const column of byRank) {
    taken += gapColumns + numberAt(widths, column);
    if (shown.size >= fewestColumns && taken > widthColumns) break;
    shown.add(column);
  }
  return textTable(
    columns.filter((_, column) => shown.has(column)),
    rows.map((cells) => cells.filter((_, column) => shown.has(column))),
  );
}

function countsOf({ exact }: CellRecord): ExactCounts | null {
  return exact.find((run) => run.counts !== null)?.counts ?? null;
}

function row(cell: CellRecord, bytes: ByteColumn): readonly string[] {
  const counts = countsOf(cell);
  const doubtful = doubtfulSummary(cell);
  const { writesPerSecond, yardstickRatio, latency } = doubtful ?? cell.summary;
  const mark = (text: string): string => (doubtful === null || text === '-' ? text : `${text}?`);
  const growths = counts === null ? null : counts.growthEvents.length + counts.growthEventsDropped;
  const perOperation = (total: number | undefined): string =>
    counts === null || total === undefined || counts.operations === 0
      ? '-'
      : formatCount(total / counts.operations, 3);
  return [
    cell.cell.id,
    outcomeOf(cell),
    counts === null ? '-' : formatCount(counts.stats.entries),
    counts === null ? '-' : bytes.format(counts.stats.bytesHeld),
    counts === null ? '-' : bytes.format(counts.stats.bytesPeak),
    growths === null ? '-' : formatCount(growths),
    perOperation(counts?.stats.totalBytesAllocated),
    perOperation(counts?.stats.totalAllocations),
    mark(writesPerSecond === null ? '-' : rate(writesPerSecond.median)),
    yardstickRatio === null ? '-' : ratio(yardstickRatio.median),
    mark(latencyText(latency.all, 'p99')),
    mark(latencyText(latency.all, 'max')),
  ];
}

/** The first outcome that is no success, because that is what a reader has to see. */
function outcomeOf(cell: CellRecord): string {
  if (cell.exactAgree === false) return 'counts differ';
  const outcomes = [...cell.exact, ...cell.rounds].map((run) => run.outcome.kind);
  return outcomes.find((kind) => kind !== 'completed') ?? outcomes[0] ?? 'not run';
}

/** Over HTTP, or at a rate, there are thousands and not millions of writes a second. */
function rate(perSecond: number): string {
  return perSecond < 1e5 ? formatCount(perSecond) : `${formatCount(perSecond / 1e6, 2)} M`;
}

function ratio(value: number): string {
  return `${value < 0.1 ? Number(value.toPrecision(2)) : value.toFixed(2)} x`;
}

function latencyText(summary: LatencySummary | null, figure: LatencyFigure): string {
  const value = summary === null ? null : latencyValue(summary, figure);
  if (value === null) return '-';
  return value.kind === 'measured' ? nanoseconds(value.ns) : `< ${nanoseconds(value.resolutionNs)}`;
}

function nanoseconds(valueNs: number): string {
  if (valueNs < 1000) return `${formatCount(valueNs)} ns`;
  if (valueNs < 1e6) return `${formatCount(valueNs / 1e3, 1)} us`;
  return `${formatCount(valueNs / 1e6, 1)} ms`;
}

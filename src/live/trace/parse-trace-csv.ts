import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { buildTrace } from './build-trace.ts';
import { traceTimeReader, type TimeReader } from './parse-trace-time.ts';
import { parseTraceHeader, type TraceHeader } from './trace-csv-header.ts';
import { traceCsvColumns, type ColumnChoice, type TraceColumns } from './trace-csv-columns.ts';
import type { MapType, Trace } from './trace.ts';

/** What a file does not say about itself. */
export interface TraceCsvOptions extends ColumnChoice {
  /** Limit of a series in bytes without a column of limits. */
  readonly limitBytes?: number;
  /** Type of the map whose entries the file holds. */
  readonly mapType?: MapType;
}

/**
 * Reads a trace from CSV: a header line, a column of times (minutes, seconds, ISO), one of readings
 * (percent, or bytes with a column `total_bytes` or a limit) and perhaps one of `entries`. An empty
 * reading is a gap. Lines `# key: value` above the header tell what `formatTraceCsv` wrote.
 *
 * @param source name of the file, for messages and the id of the trace
 * @throws SandboxError `input` naming the line of what is wrong
 */
export function parseTraceCsv(text: string, source: string, options: TraceCsvOptions = {}): Trace {
  const { header, body, firstLine } = parseTraceHeader(text, source);
  if (body.trim() === '')
    throw new SandboxError(
      'input',
      `expected a line with the names of columns, got none (${source})`,
    );
  const lines = body.split('\n');
  const columns = traceCsvColumns(splitLine(lines[0] ?? ''), options, source);
  const rows = readRows(lines, columns, source, firstLine);
  return buildTrace({
    id: header.id ?? source.replace(/^.*[\\/]/u, '').replace(/\.csv(?:\.gz)?$/u, ''),
    source,
    measures: columns.measures,
    minutes: rows.minutes,
    readings: rows.readings,
    limitBytes: limitOf(columns, rows.limits, { header, options, source }),
    startedAtMs: rows.isAbsolute ? Math.round((rows.minutes[0] ?? 0) * 60_000) : null,
    entries: columns.entries === null ? null : rows.entries,
    mapType: options.mapType ?? header.map,
    exhaustedAtMinute: header.exhaustedAtMinute,
    label: header.label,
    place: (i) => `line ${rows.lineNumbers[i] ?? 0}`,
  });
}

interface Rows {
  readonly minutes: number[];
  readonly readings: number[];
  readonly limits: number[];
  readonly entries: number[];
  readonly lineNumbers: number[];
  readonly isAbsolute: boolean;
}

function readRows(
  lines: readonly string[],
  columns: TraceColumns,
  source: string,
  firstLine: number,
): Rows {
  const rows = { minutes: [], readings: [], limits: [], entries: [], lineNumbers: [] } as {
    -readonly [Key in Exclude<keyof Rows, 'isAbsolute'>]: number[];
  };
  let reader: TimeReader | null = null;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const cells = splitLine(line);
    const timeText = cells[columns.time] ?? '';
    reader ??= traceTimeReader(columns.timeUnit, timeText, source);
    const readingText = (cells[columns.reading] ?? '').trim();
    if (readingText === '') continue;
    rows.minutes.push(reader.minutes(timeText));
    rows.readings.push(readingOf(readingText, `${source}, line ${firstLine + index}`));
    rows.limits.push(columns.limit === null ? Number.NaN : cellNumber(cells[columns.limit]));
    rows.entries.push(columns.entries === null ? Number.NaN : cellNumber(cells[columns.entries]));
    rows.lineNumbers.push(firstLine + index);
  }
  return { ...rows, isAbsolute: reader?.isAbsolute ?? false };
}

function limitOf(
  columns: TraceColumns,
  limits: readonly number[],
  {
    header,
    options,
    source,
  }: { readonly header: TraceHeader; readonly options: TraceCsvOptions; readonly source: string },
): readonly number[] | number | null {
  if (columns.measures === 'percent') return options.limitBytes ?? header.limitBytes;
  if (columns.limit !== null) return limits;
  const limit = options.limitBytes ?? header.limitBytes;
  if (limit === null) {
    throw new SandboxError(
      'input',
      `expected a column total_bytes or --limit for a trace in bytes, got neither (${source})`,
    );
  }
  return limit;
}

/** NaN is left to the check of all readings; what is no number at all is shown as it stands. */
function readingOf(text: string, place: string): number {
  const value = Number(text);
  if (!Number.isNaN(value) || /^[+-]?nan$/iu.test(text)) return value;
  throw new SandboxError('input', `expected a reading, got ${JSON.stringify(text)} (${place})`);
}

function cellNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

function splitLine(line: string): string[] {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!text.includes('"')) return text.split(',');
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map((match) =>
    match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'),
  );
}

import { defined } from '../../base/primitives/defined.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { traceTimeReader, type TimeReader } from './parse-trace-time.ts';
import { TraceBuilder } from './trace-builder.ts';
import { type TraceColumns, traceCsvColumns, type ColumnChoice } from './trace-csv-columns.ts';
import { type TraceHeader, TraceHeaderLines } from './trace-csv-header.ts';
import type { MapType, Trace } from './trace.ts';

/** What a file does not say about itself. */
export interface TraceCsvOptions extends ColumnChoice {
  /** Limit of a series in bytes without a column of limits. */
  readonly limitBytes?: number;
  /** Percent of the limit that counts as exhaustion. @default 99.5 of percentages, 100 of bytes */
  readonly exhaustedAtPercent?: number;
  /** Type of the map whose entries the file holds. */
  readonly mapType?: MapType;
}

/** The table of a file, once its columns are known. */
interface Table {
  readonly columns: TraceColumns;
  readonly builder: TraceBuilder;
  /** Of a file without a column of limits. */
  readonly limitBytes: number | null;
  /** Columns up to the last one that is read. */
  readonly width: number;
}

/**
 * Reads a trace from the lines of a CSV file as they come: a header line, a column of times (minutes,
 * seconds, ISO), one of readings (percent, or bytes with a column `total_bytes` or a limit) and perhaps
 * one of `entries`. An empty reading is a gap. Lines `# key: value` above the header tell what
 * `formatTraceCsv` wrote.
 */
export class TraceCsvReader {
  readonly #source: string;
  readonly #options: TraceCsvOptions;
  readonly #mostSamples: number | undefined;
  readonly #header: TraceHeaderLines = new TraceHeaderLines();
  #line = 0;
  #table: Table | null = null;
  #time: TimeReader | null = null;

  /** @param source name of the file, for messages and the id of the trace */
  constructor(source: string, options: TraceCsvOptions = {}, mostSamples?: number) {
    this.#source = source;
    this.#options = options;
    this.#mostSamples = mostSamples;
  }

  /** @throws SandboxError `input` naming the line of what is wrong */
  push(text: string): void {
    this.#line += 1;
    const line = this.#line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
    if (this.#table !== null) this.#addRow(this.#table, line);
    else if (line.startsWith('#')) this.#header.add(line);
    else this.#table = this.#openTable(line);
  }

  /** @throws SandboxError `input` for a file without a table, or with one that is no trace */
  end(): Trace {
    if (this.#table === null) throw this.#noColumns();
    return this.#table.builder.build(this.#time?.isAbsolute ?? false);
  }

  #openTable(line: string): Table {
    if (line.trim() === '') throw this.#noColumns();
    const source = this.#source;
    const header = this.#header.read(source);
    const columns = traceCsvColumns(splitLine(line), this.#options, source);
    const mapType = this.#options.mapType ?? header.map;
    const { id, exhaustedAtMinute, label, processStarts } = header;
    const { exhaustedAtPercent } = this.#options;
    const facts = {
      id: id ?? source.replace(/^.*[\\/]/u, '').replace(/\.csv(?:\.gz)?$/u, ''),
      source,
      measures: columns.measures,
      mapType: columns.entries === null ? null : mapType,
      exhaustedAtMinute,
      ...defined({ exhaustedAtPercent, processStarts }),
      label,
    };
    const builder = new TraceBuilder(facts, this.#mostSamples);
    const { time, reading, limit, entries } = columns;
    const width = 1 + Math.max(time, reading, limit ?? 0, entries ?? 0);
    return { columns, builder, limitBytes: this.#limitOf(columns, header), width };
  }

  #limitOf(columns: TraceColumns, header: TraceHeader): number | null {
    const limit = this.#options.limitBytes ?? header.limitBytes;
    if (columns.measures === 'percent' || limit !== null || columns.limit !== null) return limit;
    throw new SandboxError(
      'input',
      `expected a column total_bytes or --limit for a trace in bytes, got neither (${this.#source})`,
    );
  }

  #addRow({ columns, builder, limitBytes, width }: Table, line: string): void {
    // What else a recording says stands in comments between the rows.
    if (line.trim() === '' || line.startsWith('#')) return;
    const cells = splitLine(line, width);
    const timeText = cells[columns.time] ?? '';
    this.#time ??= traceTimeReader(columns.timeUnit, timeText, this.#source);
    const readingText = (cells[columns.reading] ?? '').trim();
    if (readingText === '') return;
    const ownLimit = columns.measures === 'bytes' ? columns.limit : null;
    builder.add(
      {
        minute: this.#time.minutes(timeText),
        reading: this.#readingOf(readingText),
        limitBytes: ownLimit === null ? limitBytes : cellNumber(cells[ownLimit]),
        entries: columns.entries === null ? Number.NaN : cellNumber(cells[columns.entries]),
      },
      () => `line ${this.#line}`,
    );
  }

  /** NaN is left to the check of all readings; what is no number at all is shown as it stands. */
  #readingOf(text: string): number {
    const value = Number(text);
    if (!Number.isNaN(value) || /^[+-]?nan$/iu.test(text)) return value;
    throw new SandboxError(
      'input',
      `expected a reading, got ${JSON.stringify(text.slice(0, 60))} (${this.#source}, line ${this.#line})`,
    );
  }

  #noColumns(): SandboxError {
    return new SandboxError(
      'input',
      `expected a line with the names of columns, got none (${this.#source})`,
    );
  }
}

function cellNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/** @param most cells that are looked at */
function splitLine(line: string, most?: number): string[] {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!text.includes('"')) return text.split(',', most);
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)].map((match) =>
    match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'),
  );
}

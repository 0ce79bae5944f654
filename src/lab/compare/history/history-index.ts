import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ColumnSource } from 'hyparquet-writer';
import { collectBetweenParts } from '../../../base/primitives/collect-garbage.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';
import { readRunFigures } from '../figures/read-run-figures.ts';
import type { ExactValue } from '../verdict/verdict.ts';
import { historyMetrics, type HistoryPoints, pointsOfRun } from './history-points.ts';

/** Beside the records; whoever deletes it waits longer once. */
const indexName = '.mapswell-history.parquet';
/** Says that an index is one, and which values it holds. */
const indexKind = JSON.stringify([1, historyMetrics.map(({ name }) => name)]);
const kindKey = 'mapswell-history-index';

/** The points of one record, and by what its file is known not to have changed. */
interface IndexedRecord {
  readonly signature: string;
  readonly points: HistoryPoints;
}

/**
 * The points of every record, most of them from the index of the folder: a Parquet file with a row for each
 * run and cell. A record whose size, time of change, first or last bytes are others is read anew. Where the
 * folder cannot be written, or somebody else's file has the name of the index, there is none.
 *
 * @param paths of the records
 * @param warn is told of a record that cannot be read; the others stand
 */
export async function indexedPoints(
  folder: string,
  paths: readonly string[],
  warn: (error: SandboxError) => void,
): Promise<readonly HistoryPoints[]> {
  const file = join(folder, indexName);
  const texts: Texts = new Map();
  const known = await readIndex(file, texts);
  const records = new Map<string, IndexedRecord>();
  let hasChanged = false;
  const tidy = collectBetweenParts();
  for (const path of paths) {
    tidy();
    const key = relative(folder, path);
    try {
      const signature = signatureOf(path);
      const before = known.records.get(key);
      if (signature !== null && before?.signature === signature) {
        records.set(key, before);
        continue;
      }
      records.set(key, {
        signature: signature ?? '',
        points: sharing(pointsOfRun(await readRunFigures(path)), texts),
      });
      hasChanged = true;
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      warn(error);
    }
  }
  if (known.isOurs && (hasChanged || records.size !== known.records.size))
    await writeIndex(file, records).catch(() => {
      // A folder that cannot be written has no index.
    });
  return [...records.values()].map(({ points }) => points);
}

const endBytes = 4096;

/** `null` for what is no file, which is read once. */
function signatureOf(path: string): string | null {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const stats = fstatSync(descriptor, { bigint: true });
      if (!stats.isFile()) return null;
      const hash = createHash('sha256').update(`${stats.size} ${stats.mtimeNs}`);
      const bytes = Buffer.allocUnsafe(endBytes);
      for (const at of [0, Math.max(0, Number(stats.size) - endBytes)])
        hash.update(bytes.subarray(0, readSync(descriptor, bytes, 0, endBytes, at)));
      return hash.digest('base64');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Whoever reads it says why it cannot be read.
    return null;
  }
}

/** An index that is damaged, or of another version, holds nothing. */
async function readIndex(
  file: string,
  texts: Texts,
): Promise<{ readonly records: ReadonlyMap<string, IndexedRecord>; readonly isOurs: boolean }> {
  const records = new Map<string, OpenIndexedRecord>();
  const bytes = bytesOf(file);
  if (bytes === null) return { records, isOurs: true };
  const { parquetMetadata, parquetReadObjects } = await import('hyparquet');
  try {
    const buffer = new Uint8Array(bytes).buffer;
    const metadata = parquetMetadata(buffer);
    const kind = metadata.key_value_metadata?.find(({ key }) => key === kindKey)?.value;
    if (kind === undefined) return { records, isOurs: false };
    if (kind !== indexKind) return { records, isOurs: true };
    // All columns at once would be ten times what is kept of them.
    const column = async (name: string): Promise<readonly unknown[]> => {
      const rows = await parquetReadObjects({ file: buffer, metadata, columns: [name] });
      return rows.map((row) => row[name]);
    };
    const rows = addRows(records, {
      file: await column('file'),
      signature: await column('signature'),
      run: await column('run'),
      startedAt: await column('startedAt'),
      cell: await column('cell'),
    });
    for (const [place, { name }] of historyMetrics.entries())
      for (const [row, value] of (await column(name)).entries())
        fill(rows[row], place, typeof value === 'string' ? shared(value, texts) : value);
    return { records, isOurs: true };
  } catch {
    // Cut off or overwritten in part: as a file of this format with this name it was ours.
    return { records: new Map(), isOurs: bytes.toString('latin1', 0, 4) === 'PAR1' };
  }
}

function bytesOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** Texts that thousands of runs have in common, each held once. */
type Texts = Map<string, string>;

function shared(text: string, texts: Texts): string {
  const known = texts.get(text);
  if (known === undefined) texts.set(text, text);
  return known ?? text;
}

function sharing(points: HistoryPoints, texts: Texts): HistoryPoints {
  const cells = [...points.cells].map(
    ([cell, values]) =>
      [
        shared(cell, texts),
        values.map((value) => (typeof value === 'string' ? shared(value, texts) : value)),
      ] as const,
  );
  return { ...points, cells: new Map(cells) };
}

type Values = (ExactValue | null)[];

/** A record of which more rows may come. */
interface OpenIndexedRecord extends IndexedRecord {
  readonly points: HistoryPoints & { readonly cells: Map<string, Values> };
}

interface RowNames {
  readonly file: readonly unknown[];
  readonly signature: readonly unknown[];
  readonly run: readonly unknown[];
  readonly startedAt: readonly unknown[];
  readonly cell: readonly unknown[];
}

/** @returns the values of each row, which are still to come */
function addRows(
  records: Map<string, OpenIndexedRecord>,
  { file, signature, run, startedAt, cell }: RowNames,
): readonly Values[] {
  return file.map((key, row) => {
    const known = records.get(String(key)) ?? {
      signature: String(signature[row]),
      points: {
        name: String(run[row]),
        at: String(startedAt[row]),
        subject: null,
        cells: new Map<string, Values>(),
      },
    };
    records.set(String(key), known);
    const values = historyMetrics.map(() => null);
    known.points.cells.set(String(cell[row]), values);
    return values;
  });
}

function fill(values: Values | undefined, place: number, value: unknown): void {
  if (values !== undefined && (typeof value === 'number' || typeof value === 'string'))
    values[place] = value;
}

const textMetrics: ReadonlySet<string> = new Set([
  'operations',
  'growth-schedule',
  'chain-lengths',
]);

/** Enough to be compressed well; the columns of all rows at once would be as large as all that is kept. */
const recordsOfGroup = 500;

async function writeIndex(
  file: string,
  records: ReadonlyMap<string, IndexedRecord>,
): Promise<void> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columnsOf([]) }),
    kvMetadata: [{ key: kindKey, value: indexKind }],
  });
  const all = [...records];
  for (let from = 0; from < all.length; from += recordsOfGroup) {
    const rows = all
      .slice(from, from + recordsOfGroup)
      .flatMap(([key, { signature, points }]) =>
        [...points.cells].map(([cell, values]) => ({ key, signature, points, cell, values })),
      );
    await parquet.write({ columnData: columnsOf(rows), rowGroupSize: Math.max(1, rows.length) });
  }
  await parquet.finish();
  await writeFileAtomically(file, writer.getBytes());
}

interface IndexRow extends IndexedRecord {
  readonly key: string;
  readonly cell: string;
  readonly values: readonly (ExactValue | null)[];
}

function columnsOf(rows: readonly IndexRow[]): ColumnSource[] {
  const texts = (name: string, of: (row: IndexRow) => string): ColumnSource => ({
    name,
    data: rows.map(of),
    type: 'STRING',
    nullable: false,
  });
  return [
    texts('file', ({ key }) => key),
    texts('signature', ({ signature }) => signature),
    texts('run', ({ points }) => points.name),
    texts('startedAt', ({ points }) => points.at),
    texts('cell', ({ cell }) => cell),
    ...historyMetrics.map(({ name }, column): ColumnSource => ({
      name,
      data: rows.map(({ values }) => values[column] ?? null),
      type: textMetrics.has(name) ? 'STRING' : 'DOUBLE',
      nullable: true,
    })),
  ];
}

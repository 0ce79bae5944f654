import { join } from 'node:path';
import { isFolder, listFolder } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { TraceCsvOptions } from './trace-csv-reader.ts';
import { readTraceFile } from './read-trace-file.ts';
import type { Trace } from './trace.ts';

/** What files do not say about themselves. */
export interface TraceFileOptions extends TraceCsvOptions {
  /** Operations a minute at which the run of a record is played. */
  readonly operationsPerMinute?: number;
}

/**
 * Reads the traces of files and folders; of a folder all `.csv` and `.csv.gz` files by name. A
 * `.json`, `.ndjson` or `.ndjson.gz` file is a record. A name that stands in two folders gets the path as its id.
 *
 * @throws SandboxError `input` for a path that cannot be read, a folder without traces, a bad trace
 */
export async function collectTraces(
  paths: readonly string[],
  options: TraceFileOptions = {},
): Promise<Trace[]> {
  const traces: Trace[] = [];
  for await (const trace of streamTraces(paths, options)) traces.push(trace);
  return traces;
}

/** As `collectTraces`, one after the other: whoever looks at one at a time holds only one. */
export async function* streamTraces(
  paths: readonly string[],
  options: TraceFileOptions = {},
): AsyncGenerator<Trace> {
  const seen = new Set<string>();
  for (const file of traceFiles(paths)) {
    const found = /\.(?:json|ndjson|ndjson\.gz)$/u.test(file)
      ? await recordTraces(file, options)
      : [await readTraceFile(file, options)];
    for (const trace of found) {
      yield seen.has(trace.id) ? { ...trace, id: `${file} ${trace.id}` } : trace;
      seen.add(trace.id);
    }
  }
}

/**
 * The files that `collectTraces` reads.
 *
 * @throws SandboxError `input` for a path that cannot be read, and a folder without traces
 */
export function traceFiles(paths: readonly string[]): readonly string[] {
  return paths.flatMap(filesOf);
}

async function recordTraces(
  file: string,
  { operationsPerMinute }: TraceFileOptions,
): Promise<Trace[]> {
  if (operationsPerMinute === undefined) {
    throw new SandboxError(
      'input',
      `expected --operations-per-minute for a record: a run is faster than any traffic (${file})`,
    );
  }
  const [{ readRecord }, { tracesFromRecord }] = await Promise.all([
    import('../../lab/record/record-file.ts'),
    import('./traces-from-record.ts'),
  ]);
  return tracesFromRecord(await readRecord(file), operationsPerMinute, file);
}

function filesOf(path: string): readonly string[] {
  if (!isFolder(path)) return [path];
  const names = traceNamesIn(path);
  if (names.length === 0) {
    throw new SandboxError(
      'input',
      `expected traces (.csv or .csv.gz) in the folder ${path}, got none${foldersHint(path)}`,
    );
  }
  return names.map((name) => join(path, name));
}

function traceNamesIn(folder: string): readonly string[] {
  return listFolder(folder)
    .map(({ name }) => name)
    .filter((name) => /\.csv(?:\.gz)?$/u.test(name))
    .toSorted();
}

/** A folder of folders is not read: which of them belong together is not known. */
function foldersHint(path: string): string {
  const folders = listFolder(path)
    .filter((entry) => entry.isDirectory() && traceNamesIn(join(path, entry.name)).length > 0)
    .map(({ name }) => name)
    .toSorted();
  const [first] = folders;
  return first === undefined
    ? ''
    : `; name folders in it that have some, such as ${join(path, first)}`;
}

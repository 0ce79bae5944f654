import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { TraceCsvOptions } from './parse-trace-csv.ts';
import { readTraceFile } from './read-trace-file.ts';
import type { Trace } from './trace.ts';

/** What files do not say about themselves. */
export interface TraceFileOptions extends TraceCsvOptions {
  /** Operations a minute at which the run of a record is played. */
  readonly operationsPerMinute?: number;
}

/**
 * Reads the traces of files and folders; of a folder all `.csv` and `.csv.gz` files by name. A
 * `.json` file is a record. A name that stands in two folders gets the path as its id.
 *
 * @throws SandboxError `input` for a path that cannot be read, a folder without traces, a bad trace
 */
export async function collectTraces(
  paths: readonly string[],
  options: TraceFileOptions = {},
): Promise<Trace[]> {
  const files = await traceFiles(paths);
  const traces: Trace[] = [];
  const seen = new Set<string>();
  for (const file of files) {
    const found = file.endsWith('.json')
      ? await recordTraces(file, options)
      : [await readTraceFile(file, options)];
    for (const trace of found) {
      traces.push(seen.has(trace.id) ? { ...trace, id: `${file} ${trace.id}` } : trace);
      seen.add(trace.id);
    }
  }
  return traces;
}

/**
 * The files that `collectTraces` reads.
 *
 * @throws SandboxError `input` for a path that cannot be read, and a folder without traces
 */
export async function traceFiles(paths: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(paths.map(filesOf))).flat();
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
    import('../../lab/record/read-record.ts'),
    import('./traces-from-record.ts'),
  ]);
  return tracesFromRecord(await readRecord(file), operationsPerMinute, file);
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read ${path}: ${reason}`, { cause: error });
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /\.csv(?:\.gz)?$/u.test(name)).toSorted();
  if (names.length === 0) {
    throw new SandboxError(
      'input',
      `expected traces (.csv or .csv.gz) in the folder ${path}, got none`,
    );
  }
  return names.map((name) => join(path, name));
}

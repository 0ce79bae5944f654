import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../../primitives/sandbox-error.ts';
import type { TraceCsvOptions } from './parse-trace-csv.ts';
import { readTraceFile } from './read-trace-file.ts';
import type { Trace } from './trace.ts';

/**
 * Reads the traces of files and folders; of a folder all `.csv` and `.csv.gz` files by name. A name
 * that stands in two folders gets the path as its id.
 *
 * @throws SandboxError `input` for a path that cannot be read, a folder without traces, a bad trace
 */
export async function collectTraces(
  paths: readonly string[],
  options: TraceCsvOptions = {},
): Promise<Trace[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const traces: Trace[] = [];
  const seen = new Set<string>();
  for (const file of files) {
    const trace = await readTraceFile(file, options);
    traces.push(seen.has(trace.id) ? { ...trace, id: file } : trace);
    seen.add(trace.id);
  }
  return traces;
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

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { parseTraceCsv, type TraceCsvOptions } from './parse-trace-csv.ts';
import type { Trace } from './trace.ts';

/**
 * Reads a trace from a CSV file, gzipped or not.
 *
 * @throws SandboxError `input` if the file cannot be read or holds no trace
 */
export async function readTraceFile(path: string, options: TraceCsvOptions = {}): Promise<Trace> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read ${path}: ${reason}`, { cause: error });
  }
  return parseTraceCsv(bytes.toString('utf8'), path, options);
}

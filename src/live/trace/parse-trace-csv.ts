import { type TraceCsvOptions, TraceCsvReader } from './trace-csv-reader.ts';
import type { Trace } from './trace.ts';

/**
 * Reads a trace from the text of a CSV file: see `TraceCsvReader`.
 *
 * @param source name of the file, for messages and the id of the trace
 * @throws SandboxError `input` naming the line of what is wrong
 */
export function parseTraceCsv(text: string, source: string, options: TraceCsvOptions = {}): Trace {
  const reader = new TraceCsvReader(source, options);
  for (const line of text.split('\n')) reader.push(line);
  return reader.end();
}

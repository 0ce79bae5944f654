import { parseRecord } from '../record/parse-record.ts';
import { readInputFile } from '../record/read-input-file.ts';
import { recordKind } from '../record/run-record.ts';
import type { ComparedRuns } from './compared-runs.ts';
import { parseBaseline } from './parse-baseline.ts';

/**
 * What a comparison is held against: a baseline with its two batches and acceptances, or a plain
 * record, which is a single batch.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readBaseline(
  path: string,
): Promise<Pick<ComparedRuns, 'baseline' | 'acceptances'>> {
  const text = await readInputFile(path);
  if (kindOf(text) === recordKind) {
    return { baseline: [await parseRecord(text, path)], acceptances: [] };
  }
  const { batches, acceptances } = await parseBaseline(text, path);
  return { baseline: batches, acceptances };
}

/** What a document calls itself; what cannot be read is left to the parser to refuse. */
function kindOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  } catch {
    return undefined;
  }
}

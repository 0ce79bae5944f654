import type { ProcessResult } from '../../src/lab/run/journal/process-result.ts';
import { type JournalContent, scanJournal } from '../../src/lab/run/journal/read-journal.ts';

/** A journal with its results. */
export async function readJournal(file: string): Promise<JournalContent> {
  const results = new Map<string, ProcessResult>();
  const scanned = await scanJournal(file, (key, result) => results.set(key, result));
  return { ...scanned, results };
}

import { parseDocument } from '../record/parse-document.ts';
import { baselineKind, baselineVersion, type Baseline } from './baseline.ts';

/**
 * Turns the text of a baseline into the baseline, checking every field.
 *
 * @param where what the messages name, usually the file
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, no baseline, one of a newer
 *   version, or breaks the schema
 */
export async function parseBaseline(text: string, where: string): Promise<Baseline> {
  return await parseDocument(text, where, {
    name: 'mapswell baseline',
    kind: baselineKind,
    version: baselineVersion,
    schema: async () => (await import('./baseline-schema.ts')).baselineSchema,
  });
}

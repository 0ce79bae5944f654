import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { documentText } from './document-text.ts';

/**
 * Writes a document, whole or not at all.
 *
 * @param name what messages call it
 * @throws {SandboxError} `output` naming the file when it cannot be written; `internal` naming the
 *   path of a figure that is no finite number
 */
export async function writeDocument(path: string, document: object, name: string): Promise<void> {
  await writeFileAtomically(path, documentText(document, name));
}

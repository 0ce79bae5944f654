import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { formatDocument } from './format-document.ts';

/**
 * Writes a document, whole or not at all.
 *
 * @param name what messages call it
 * @throws {SandboxError} `output` naming the file when it cannot be written; `internal` naming the
 *   path of a figure that is no finite number
 */
export async function writeDocument(path: string, document: object, name: string): Promise<void> {
  await writeFileAtomically(path, textOf(document, name));
}

function textOf(document: object, name: string): string {
  try {
    return formatDocument(document);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SandboxError('internal', `the ${name} is not fit to be written: ${message}`, {
      cause: error,
    });
  }
}

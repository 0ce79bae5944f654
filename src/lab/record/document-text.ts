import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { formatDocument } from './format-document.ts';

/**
 * The text of a document's file.
 *
 * @param name what messages call it
 * @throws {SandboxError} `internal` naming the path of a figure that is no finite number
 */
export function documentText(document: object, name: string): string {
  try {
    return formatDocument(document);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SandboxError('internal', `the ${name} is not fit to be written: ${message}`, {
      cause: error,
    });
  }
}

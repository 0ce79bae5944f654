import { parseDocument } from '../../../base/schema/parse-document.ts';
import { readInputText } from '../../../base/primitives/input/read-input.ts';
import type { ClaimsReport } from './claim.ts';
import { claimsDocument } from './claims-document.ts';

/**
 * Reads tested claims from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readClaims(path: string): Promise<ClaimsReport> {
  return await parseDocument(readInputText(path), path, claimsDocument);
}

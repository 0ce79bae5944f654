import { writeDocument } from '../../record/write-document.ts';
import type { ClaimsReport } from './claim.ts';
import { toClaimsDocument } from './claims-document.ts';

/**
 * Writes tested claims, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written
 */
export async function writeClaims(path: string, report: ClaimsReport): Promise<void> {
  await writeDocument(path, toClaimsDocument(report), 'list of claims');
}

import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';
import type { ClaimsReport } from './claim.ts';
import { formatClaims } from './claims-document.ts';

/**
 * Writes tested claims, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written
 */
export async function writeClaims(path: string, report: ClaimsReport): Promise<void> {
  await writeFileAtomically(path, formatClaims(report));
}

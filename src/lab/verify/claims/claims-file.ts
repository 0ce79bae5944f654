import { documentText } from '../../record/document-file.ts';
import { type DocumentKind, parseDocument } from '../../../base/schema/parse-document.ts';
import type { ClaimsReport } from './claim.ts';
import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';

/** Tested claims as a versioned JSON document, for a report to show. */
export interface ClaimsDocument extends ClaimsReport {
  readonly kind: typeof claimsKind;
  readonly version: typeof claimsVersion;
}

const claimsKind = 'mapswell-claims';
const claimsVersion = 1;

/** How to read the document. */
export const claimsDocument: DocumentKind<ClaimsDocument> = {
  name: 'list of tested claims',
  kind: claimsKind,
  version: claimsVersion,
  schema: async () => (await import('./claims-schema.ts')).claimsSchema,
};

/** The text of their file. */
export function formatClaims(report: ClaimsReport): string {
  const document: ClaimsDocument = { kind: claimsKind, version: claimsVersion, ...report };
  return documentText(document, 'list of claims');
}

/**
 * Reads tested claims from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readClaims(path: string): Promise<ClaimsReport> {
  return await parseDocument(readInputText(path), path, claimsDocument);
}

/**
 * Writes tested claims, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written
 */
export async function writeClaims(path: string, report: ClaimsReport): Promise<void> {
  await writeFileAtomically(path, formatClaims(report));
}

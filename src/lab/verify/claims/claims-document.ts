import { documentText } from '../../record/document-text.ts';
import type { DocumentKind } from '../../../base/schema/parse-document.ts';
import type { ClaimsReport } from './claim.ts';

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

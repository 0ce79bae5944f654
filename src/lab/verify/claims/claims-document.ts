import type { DocumentKind } from '../../record/parse-document.ts';
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

export function toClaimsDocument(report: ClaimsReport): ClaimsDocument {
  return { kind: claimsKind, version: claimsVersion, ...report };
}

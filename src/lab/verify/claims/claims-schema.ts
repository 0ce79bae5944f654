import { array, boolean, literal, strictObject, string, type ZodType, enum as enumOf } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import type { ClaimsDocument } from './claims-file.ts';

const evidenceSchema = strictObject({
  subject: string(),
  isReal: boolean(),
  measured: string(),
  holds: boolean(),
});

/** Tested claims. */
export const claimsSchema: ZodType<ClaimsDocument> = schemaOf<ClaimsDocument>('claims')(
  strictObject({
    kind: literal('mapswell-claims'),
    version: literal(1),
    claims: array(
      strictObject({
        id: string(),
        statement: string(),
        verdict: enumOf(['true', 'false', 'depends']),
        evidence: array(evidenceSchema),
        explanation: string(),
      }),
    ),
    go: string().nullable(),
    node: string().nullable(),
    remarks: array(string()),
  }),
);

import { z } from 'zod';
import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { parseDocument } from '../../../base/schema/parse-document.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { adviceRules } from '../advice-document.ts';
import type { AdviceBaseline } from './advice-baseline.ts';

const schema = schemaOf<AdviceBaseline>('advice-baseline')(
  z.strictObject({
    kind: z.literal('mapswell-advice-baseline'),
    version: z.literal(1),
    advice: z.array(
      z.strictObject({
        site: z.string(),
        rule: z.enum(adviceRules),
        level: z.enum(['error', 'warning', 'note']),
      }),
    ),
  }),
);

/** @throws SandboxError `input` where the file is missing, or is no baseline of advice */
export async function readAdviceBaseline(file: string): Promise<AdviceBaseline> {
  return await parseDocument(readInputText(file), file, {
    name: 'baseline of mapswell advise',
    kind: 'mapswell-advice-baseline',
    version: 1,
    schema: () => Promise.resolve(schema),
  });
}

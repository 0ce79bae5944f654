// Writes the published schemas into docs/, from those that documents are checked against.
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { adviceJsonSchema } from '../src/live/advise/advice-schema.ts';
import { attachJsonSchema } from '../src/live/attach/attach-report-schema.ts';
import { comparisonJsonSchema } from '../src/lab/compare/comparison-schema.ts';
import { writeFileAtomically } from '../src/base/primitives/write-file-atomically.ts';
import { recordJsonSchema, recordLinesJsonSchema } from '../src/lab/record/record-json-schema.ts';
import { contractJsonSchema } from '../src/live/contract/document/contract-schema.ts';
import { growthEventJsonSchema } from '../src/maps/figures/growth-cloud-event-schema.ts';
import { speedJsonSchema } from '../src/lab/verify/speed/speed-schema.ts';
import { mapSizeJsonSchema } from '../src/live/service/size/map-size-schema.ts';
import { vocabularyJsonSchema } from '../src/maps/figures/vocabulary-json-schema.ts';

const schemas = {
  advice: adviceJsonSchema(),
  record: recordJsonSchema(),
  'record-lines': recordLinesJsonSchema(),
  comparison: comparisonJsonSchema(),
  attach: attachJsonSchema(),
  contract: contractJsonSchema(),
  'growth-event': growthEventJsonSchema(),
  'map-size': mapSizeJsonSchema(),
  speed: speedJsonSchema(),
  vocabulary: vocabularyJsonSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const path = join(import.meta.dirname, `../../docs/${name}.schema.json`);
  const style = await resolveConfig(path);
  await writeFileAtomically(
    path,
    await format(JSON.stringify(schema), { ...style, parser: 'json' }),
  );
}

// Writes docs/record.schema.json from the schema that records are checked against.
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { writeFileAtomically } from '../src/primitives/write-file-atomically.ts';
import { recordJsonSchema } from '../src/record/record-json-schema.ts';

const path = join(import.meta.dirname, '../../docs/record.schema.json');
const style = await resolveConfig(path);
await writeFileAtomically(
  path,
  await format(JSON.stringify(recordJsonSchema()), { ...style, parser: 'json' }),
);

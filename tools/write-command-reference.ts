// Writes docs/commands.md: every command with its arguments, flags, defaults and examples, from the
// definitions that the command line itself runs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commandReference } from './command-reference.ts';

const path = join(import.meta.dirname, '../../docs/commands.md');
writeFileSync(
  path,
  await format(await commandReference(), { ...(await resolveConfig(path)), filepath: path }),
);

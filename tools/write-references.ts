// Writes docs/commands.md, docs/configuration.md and the scripts of shell completion: every command, and
// every key of the files, from the definitions that the command line and the checks themselves use.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commandReference } from './command-reference.ts';
import { shells } from '../src/cli/commands/completion.ts';
import { completionOf } from './completion/completion-of.ts';
import { configurationReference } from './configuration-reference.ts';

const references = {
  'commands.md': commandReference,
  'configuration.md': configurationReference,
};

for (const [name, reference] of Object.entries(references)) {
  const path = join(import.meta.dirname, '../../docs', name);
  writeFileSync(
    path,
    await format(await reference(), { ...(await resolveConfig(path)), filepath: path }),
  );
}

for (const shell of shells)
  writeFileSync(
    join(import.meta.dirname, '../../src/cli/completion', `mapswell.${shell}`),
    await completionOf(shell),
  );

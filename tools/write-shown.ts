// Rewrites what the pages show below their commands with what the commands print now: lines and columns that
// are left out (`...`) stay left out. Look at the difference before it is committed.
//
//   npm run docs:shown [-- docs/go-cache.md ...]
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { isShown, perform, shownBlocks } from '../test/support/shown-commands.ts';
import { shownAnew } from '../test/support/shown-anew.ts';

const repository = join(import.meta.dirname, '../..');
const pages = ['README.md', ...readdirSync(join(repository, 'docs')).map((name) => `docs/${name}`)]
  .filter((page) => page.endsWith('.md') && page !== 'docs/commands.md')
  .filter((page) => process.argv.length < 3 || process.argv.includes(page));

for (const page of pages) {
  const path = join(repository, page);
  let text = readFileSync(path, 'utf8');
  const cwd = mkdtempSync(join(tmpdir(), 'mapswell-shown-'));
  for (const block of shownBlocks(text)) {
    if (block.kind === 'file') {
      mkdirSync(dirname(join(cwd, block.path)), { recursive: true });
      writeFileSync(join(cwd, block.path), `${block.text}\n`);
      continue;
    }
    for (const { line, output: shown } of block.commands) {
      const { output } = await perform(line, cwd);
      if (isShown(shown, output, block.isTimed) || output.includes('generator saturated')) continue;
      const anew = shownAnew(shown, output);
      const place = text.indexOf(shown, text.indexOf(`$ ${line}`));
      text = text.slice(0, place) + anew + text.slice(place + shown.length);
      process.stdout.write(`${page}: ${line}\n`);
    }
  }
  rmSync(cwd, { recursive: true });
  writeFileSync(path, text);
}

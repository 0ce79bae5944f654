import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { shownAnew } from '../support/shown-anew.ts';
import { isShown, perform, type ShownBlock, shownBlocks } from '../support/shown-commands.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(join(repository, 'README.md'), 'utf8');
// The reference shows examples of the help, without what they print.
const pages = ['README.md', ...readdirSync(join(repository, 'docs')).map((name) => `docs/${name}`)]
  .filter((page) => page.endsWith('.md') && page !== 'docs/commands.md')
  .map((page) => ({ page, text: readFileSync(join(repository, page), 'utf8') }))
  .filter(({ text }) => text.includes('```console'));

async function performBlock(t: ExecutionContext, block: ShownBlock, cwd: string): Promise<void> {
  if (block.kind === 'file') {
    mkdirSync(dirname(join(cwd, block.path)), { recursive: true });
    writeFileSync(join(cwd, block.path), `${block.text}\n`);
    return;
  }
  for (const { line, output: shown } of block.commands) {
    const { exitCode, output, errors } = await perform(line, cwd);
    // A machine that is too busy to keep the time says so, and claims nothing: that is an answer too.
    if (block.isTimed && exitCode === 3 && output.includes('generator saturated')) {
      t.log(`${line}: this machine is too busy to measure times`);
      continue;
    }
    t.is(exitCode, block.exitCode, `${line}: ${errors}${output}`);
    t.true(
      isShown(shown, output, block.isTimed),
      `${line} printed\n${output}\ninstead of\n${shown}`,
    );
  }
}

for (const { page, text } of pages)
  test(`every command that ${page} shows prints what stands below it`, async (t) => {
    const cwd = temporaryFolder('shown');
    for (const block of shownBlocks(text)) await performBlock(t, block, cwd);
    t.pass();
  });

test('the README is one page, its two commands stand there, and what it points to is there', (t) => {
  t.true(readme.split('\n').length <= 120, `${readme.split('\n').length} lines`);
  t.true(readme.includes('npm ci && npm run sandbox'));
  t.true(readme.includes('npm ci && npm test'));
  const missing = [
    'README.md',
    ...readdirSync(join(repository, 'docs')).map((name) => `docs/${name}`),
  ]
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...readFileSync(join(repository, page), 'utf8').matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/gu)]
        .map(([, target = '']) => join(repository, dirname(page), target))
        .filter((target) => !existsSync(target))
        .map((target) => `${page}: ${target}`),
    );
  t.deepEqual(missing, []);
});

test('an output that has changed is shown anew, and what was left out stays so', (t) => {
  t.is(
    shownAnew(
      'v8 Map, 9 entries\n...\n\nHolds 29.4 MB after it.\n...\nFits into 1 GiB: a Node ... process',
      'v8 Map, 8 entries\n\nat 5\n\nHolds 28.0 MiB after it.\nGrows at 9.\nFits into 1 GiB: a Node 26 process',
    ),
    'v8 Map, 8 entries\n...\n\nHolds 28.0 MiB after it.\n...\nFits into 1 GiB: a Node ... process',
  );
});

test('what a page shows is compared to the letter, but for its ellipses', (t) => {
  t.true(isShown('a (1)\n...\nz 5 ... x', 'a (1)\nb\nc\nz 5 of 7 x'));
  t.true(isShown('a\n...', 'a'));
  t.false(isShown('a (1)', 'a (2)'));
  t.false(isShown('a\nb', 'a\nb\nc'));
  t.true(isShown('stops for 4.22 ms', 'stops for 981 us', true));
  t.false(isShown('stops for 4.22 ms', 'stops for long', true));
  t.false(isShown('a\n...\nz', 'a\nb'));
  t.deepEqual(
    shownBlocks('<!-- timed -->\n\n```console\n$ npx mapswell plan   # why\nout\n\n$ cat x\n```'),
    [
      {
        kind: 'commands',
        exitCode: 0,
        isTimed: true,
        commands: [
          { line: 'npx mapswell plan', output: 'out' },
          { line: 'cat x', output: '' },
        ],
      },
    ],
  );
});

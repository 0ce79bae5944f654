import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

test('the committed lint rules are what their generator writes', (t) => {
  const { stdout } = spawnSync(
    process.execPath,
    [join(repository, 'tools/make-lint-config.js'), '--print'],
    { encoding: 'utf8' },
  );
  t.is(stdout, readFileSync(join(repository, '.oxlintrc.json'), 'utf8'));
});

/** What the rules say of one file of a made-up checkout, by the rule's name. */
function findings(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = temporaryFolder('imports');
  cpSync(join(repository, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { stdout } = spawnSync(
    join(repository, 'node_modules/.bin/oxlint'),
    ['--format', 'json', 'src'],
    { cwd: folder, encoding: 'utf8' },
  );
  const { diagnostics }: { diagnostics: readonly { code: string }[] } = JSON.parse(stdout);
  return diagnostics.map(({ code }) => code);
}

const importing = (specifier: string): string =>
  `import { one } from '${specifier}';\nexport const two: number = one + 1;\n`;
const restricted = ['eslint(no-restricted-imports)'];

for (const [file, specifier] of [
  ['src/lab/compare/zz.ts', '../../report/comparison/render-comparison.ts'],
  ['src/lab/compare/verdict/zz.ts', '../../../report/kit/page/html.ts'],
  ['src/maps/model/zz.ts', '../../live/detect/holt.ts'],
  ['src/maps/model/size/zz.ts', '../../reference/create-map.ts'],
  ['src/base/stats/zz.ts', '../../index.ts'],
  ['src/lab/record/zz.ts', '../run/journal/journal.ts'],
  ['src/lab/run/zz.ts', '../../live/service/start-map-service.ts'],
  ['src/live/detect/zz.ts', '../../lab/record/run-record.ts'],
  ['src/live/trace/zz.ts', '../calibrate/arl/drift-arl.ts'],
  ['src/report/kit/page/zz.ts', '../../../cli/exit-code.ts'],
  ['src/maps/kernel/memory/zz.ts', '../core/map-handle'],
  ['src/maps/kernel/swiss/zz.ts', '../classic/hmap'],
  ['src/maps/kernel/classic/growth/zz.ts', '../../map/operations'],
] as const)
  test(`${file} may not import ${specifier}`, (t) => {
    t.deepEqual(findings({ [file]: importing(specifier) }), restricted);
  });

for (const [file, specifier] of [
  ['src/lab/compare/zz.ts', '../record/run-record.ts'],
  ['src/maps/kernel/sync/zz.ts', '../classic/find'],
  ['src/lab/compare/verdict/zz.ts', '../figures/run-figures.ts'],
  ['src/report/history/zz.ts', '../../live/detect/holt.ts'],
  ['src/cli/commands/zz.ts', '../../report/run/render-report.ts'],
] as const)
  test(`${file} may import ${specifier}`, (t) => {
    t.deepEqual(findings({ [file]: importing(specifier) }), []);
  });

test('two files may not import each other, not even types alone', (t) => {
  const files = {
    'src/base/stats/a.ts': `import type { B } from './b.ts';\nexport type A = B | null;\n`,
    'src/base/stats/b.ts': `import type { A } from './a.ts';\nexport type B = A[];\n`,
  };
  t.deepEqual(findings(files), ['import(no-cycle)', 'import(no-cycle)']);
});

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

const importing = (specifier: string): string =>
  `import { one } from '${specifier}';\nexport const two: number = one + 1;\n`;
const restricted = ['eslint(no-restricted-imports)'];

/** Imports that would go against the way of the data. */
const refused = [
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
] as const;

const allowed = [
  ['src/lab/compare/zz.ts', '../record/run-record.ts'],
  ['src/maps/kernel/sync/zz.ts', '../classic/find'],
  ['src/lab/compare/verdict/zz.ts', '../figures/run-figures.ts'],
  ['src/report/history/zz.ts', '../../live/detect/holt.ts'],
  ['src/cli/commands/zz.ts', '../../report/run/render-report.ts'],
] as const;

const twoThatNeedEachOther = {
  'src/base/stats/a.ts': `import type { B } from './b.ts';\nexport type A = B | null;\n`,
  'src/base/stats/b.ts': `import type { A } from './a.ts';\nexport type B = A[];\n`,
};

/** What the rules say of the files of a made-up checkout, by file: one start of the linter for all. */
function lint(files: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
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
  const { diagnostics }: { diagnostics: readonly { code: string; filename: string }[] } =
    JSON.parse(stdout);
  const codes = new Map<string, string[]>();
  for (const { code, filename } of diagnostics)
    codes.set(filename, [...(codes.get(filename) ?? []), code]);
  return codes;
}

/** The same place twice would be one file. */
function placed(
  cases: readonly (readonly [string, string])[],
  name: string,
): readonly { readonly path: string; readonly text: string; readonly title: string }[] {
  return cases.map(([file, specifier], index) => ({
    path: file.replace('zz.ts', `${name}${index}.ts`),
    text: importing(specifier),
    title: `${file} importing ${specifier}`,
  }));
}

test('files may import what comes before them, no file what comes after, no two each other', (t) => {
  const [wrong, right] = [placed(refused, 'wrong'), placed(allowed, 'right')];
  const codes = lint({
    ...twoThatNeedEachOther,
    ...Object.fromEntries([...wrong, ...right].map(({ path, text }) => [path, text])),
  });
  for (const { path, title } of wrong) t.deepEqual(codes.get(path), restricted, title);
  for (const { path, title } of right) t.is(codes.get(path), undefined, title);
  for (const path of Object.keys(twoThatNeedEachOther))
    t.deepEqual(codes.get(path), ['import(no-cycle)'], `${path}, by types alone`);
});

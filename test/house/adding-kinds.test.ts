import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryFolder } from '../support/temporary-folder.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

interface Row {
  readonly kind: string;
  readonly written: readonly string[];
  readonly named: readonly string[];
}

/** The files and folders that a cell of the table names. */
function paths(cell: string): readonly string[] {
  return [...cell.matchAll(/`((?:src|test)\/[^`]*)`/gu)].map(([, path = '']) => path);
}

/** The table of ARCHITECTURE.md: what to write for a kind of something, and what the compiler names then. */
function rows(): readonly Row[] {
  const text = readFileSync(join(repository, 'ARCHITECTURE.md'), 'utf8');
  const [, section = ''] = text.split('## To add a kind of something\n');
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| a'))
    .map((line) => {
      const [, kind = '', written = '', named = ''] = line.split('|');
      return { kind: kind.trim(), written: paths(written), named: paths(named) };
    });
}

/** One made-up member of each kind: a file, what stands there, and what stands there then. */
const madeUp = [
  ['src/maps/model/map-model.ts', "  v8: 'v8',", "  v8: 'v8',\n  'go1.99': 'swiss',"],
  ['src/maps/model/map-model.ts', "  v8: 'v8',", "  v8: 'v8',\n  java21: 'chained',"],
  ['src/maps/model/map-model.ts', "  redis7: 'redis',", "  redis7: 'redis',\n  lua: 'lua',"],
  [
    'src/lab/workload/workload.ts',
    'export type KeyDistribution =',
    "export type KeyDistribution =\n  | { readonly kind: 'made-up'; readonly keys: number }",
  ],
  [
    'src/live/detect/detectors.ts',
    '  | GrowthForecastSettings;',
    "  | GrowthForecastSettings\n  | { readonly kind: 'made-up'; readonly limit: number; readonly pointsInRow: number };",
  ],
  ['src/cli/io/finding-formats.ts', "'sarif'] as const", "'sarif', 'made-up'] as const"],
  ['src/lab/run/submit/engine.ts', "'parallel'] as const", "'parallel', 'made-up'] as const"],
] as const;

/** The files in which the compiler finds errors in a copy of the sources with those changes. */
function filesWithErrors(
  changes: readonly (readonly [file: string, from: string, to: string])[],
): readonly string[] {
  const folder = temporaryFolder('adding');
  cpSync(join(repository, 'src'), join(folder, 'src'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  for (const file of ['package.json', 'tsconfig.json'])
    copyFileSync(join(repository, file), join(folder, file));
  for (const [file, from, to] of changes) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (!text.includes(from)) throw new Error(`expected ${from} in ${file}`);
    writeFileSync(join(folder, file), text.replace(from, to));
  }
  const { stdout } = spawnSync(
    join(repository, 'node_modules/.bin/tsc'),
    ['-p', 'tsconfig.json', '--noEmit', '--incremental', 'false', '--tsBuildInfoFile', 'null'],
    { cwd: folder, encoding: 'utf8' },
  );
  return [...new Set([...stdout.matchAll(/^(src\/[^(]+)\(/gmu)].map(([, file = '']) => file))];
}

test('what ARCHITECTURE.md says of adding a kind is what the compiler names', (t) => {
  const table = rows();
  t.deepEqual(
    table.map(({ kind }) => kind),
    [
      'a version of Go with tables that exist',
      'a family of maps',
      'a map of which the size alone is known',
      'a key distribution',
      'a detector',
      'an output format of findings',
      'an engine that runs shards',
      'a command',
    ],
  );
  for (const path of table.flatMap(({ written, named }) => [...written, ...named]))
    t.true(existsSync(join(repository, path)), path);
  const named = table.flatMap((row) => row.named);
  t.deepEqual(filesWithErrors(madeUp).toSorted(), [...new Set(named)].toSorted());
});

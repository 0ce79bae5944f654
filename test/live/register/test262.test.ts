import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { wrapCollections } from '../../../src/live/register/wrap-collections.ts';
import { nameOfNode, nodesHere } from '../../support/node-programs.ts';
import { skipOptional } from '../../support/skip-loudly.ts';

const root = process.env['MAPSWELL_TEST262'] ?? '';
const folders = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'MapIteratorPrototype',
  'SetIteratorPrototype',
].map((name) => join('test/built-ins', name));
const child = fileURLToPath(
  new URL('../../../../test/fixtures/register/test262-child.mjs', import.meta.url),
);

interface Outcome {
  readonly runs: number;
  readonly passed: number;
  readonly broken: readonly string[];
}

for (const node of nodesHere) {
  test.serial(
    `no test of test262 that passes without the hook fails with it on ${nameOfNode(node)}`,
    (t) => {
      if (!existsSync(join(root, 'harness/assert.js'))) {
        skipOptional(t, 'no folder MAPSWELL_TEST262 with a copy of github.com/tc39/test262');
        return;
      }
      const files = folders.flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true })
          .map(String)
          .filter((name) => name.endsWith('.js') && !name.includes('_FIXTURE'))
          .map((name) => join(folder, name)),
      );
      const { stdout } = spawnSync(node, ['--expose-gc', child], {
        input: JSON.stringify({ root, files, hook: wrapCollections.toString() }),
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      });
      const { runs, passed, broken }: Outcome = JSON.parse(stdout);
      t.log(`${runs} runs, ${passed} pass without the hook`);
      t.true(passed > 1000);
      t.deepEqual(broken, []);
    },
  );
}

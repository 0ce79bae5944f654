import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { makeFolder } from '../../../src/base/primitives/make-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const rounds = 100;
const makers = 32;

test('many who make folders in one that is missing all get theirs', async (t) => {
  const folder = temporaryFolder('make-folder');
  for (let round = 0; round < rounds; round++) {
    const parent = join(folder, String(round), 'cache', 'go');
    const wanted = Array.from({ length: makers }, (_, maker) => join(parent, String(maker)));
    await Promise.all(wanted.map((path) => makeFolder(path)));
    t.true(wanted.every((path) => existsSync(path)));
  }
});

test('a folder that says that its children are missing has none made in it', async (t) => {
  await t.throwsAsync(makeFolder('/proc/none/there'), { code: 'ENOENT' });
});

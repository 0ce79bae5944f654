import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { ownCellProcess } from '../../../src/lab/run/ab/own-cell-process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

for (const place of ['dist/src/lab/subjects/cell-process.js', 'dist/src/target/cell-process.js'])
  test(`a checkout of mapswell that was built with ${place} loads its own maps`, (t) => {
    const folder = temporaryFolder('own-cells');
    const program = join(folder, place);
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, '');
    writeFileSync(join(folder, 'package.json'), '{"name":"mapswell"}');
    t.is(ownCellProcess(folder), program);
  });

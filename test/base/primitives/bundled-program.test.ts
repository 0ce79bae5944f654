import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { bundledProgram } from '../../../src/base/primitives/bundled-program.ts';

const cellProcess = new URL('../../../src/lab/subjects/cell-process.js', import.meta.url);

test('a program is started from the bundle, which takes less to load', (t) => {
  const file = bundledProgram(cellProcess, {});
  t.regex(file.pathname, /\/dist\/bundle\/cell-process\.cjs$/);
  t.true(existsSync(fileURLToPath(file)));
  t.is(bundledProgram(file, {}), file);
});

test('where coverage is measured, or nothing is bundled, a program is started from its module', (t) => {
  t.is(bundledProgram(cellProcess, { NODE_V8_COVERAGE: '/tmp/coverage' }), cellProcess);
  const own = new URL('own-process.js', cellProcess);
  t.is(bundledProgram(own, {}), own);
});

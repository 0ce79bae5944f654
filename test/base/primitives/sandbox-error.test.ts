import { pathToFileURL } from 'node:url';
import test from 'ava';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { MapFullError } from '../../../src/maps/reference/map-full-error.ts';
import { MapOutOfMemoryError } from '../../../src/maps/reference/map-fault.ts';

const file = new URL('../../../src/base/primitives/errors/sandbox-error.js', import.meta.url);

test('an error of another copy of the class is one, as files of the bundle have copies', async (t) => {
  const other = await import(`${pathToFileURL(file.pathname).href}?copy`);
  const error: unknown = new other.SandboxError('usage', 'expected a map, got a list');
  t.not(other.SandboxError, SandboxError);
  t.true(error instanceof SandboxError);
  t.false(new Error('expected a map, got a list') instanceof SandboxError);
  t.false(
    Object.assign(new Error('expected a map'), { name: 'SandboxError' }) instanceof SandboxError,
  );
});

test('errors of more exact classes are told from each other and from the others', (t) => {
  const full = new MapFullError('Map', 17, 16);
  t.true(full instanceof SandboxError);
  t.true(full instanceof MapFullError);
  t.false(full instanceof MapOutOfMemoryError);
  t.false(new SandboxError('usage', 'expected a map, got a list') instanceof MapFullError);
});

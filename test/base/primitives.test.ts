import test from 'ava';
import { SandboxError } from '../../src/index.ts';

test('an error carries its code and keeps its cause', (t) => {
  const cause = new Error('disk');
  const error = new SandboxError('output', 'cannot write report.html', { cause });
  t.is(error.code, 'output');
  t.is(error.cause, cause);
});

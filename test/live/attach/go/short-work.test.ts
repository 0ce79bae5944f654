import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';

test('V8 optimizes nothing in short work, and everything again after it, failed or not', (t) => {
  const script = fileURLToPath(new URL('short-work-process.js', import.meta.url));
  const output = execFileSync(process.execPath, ['--allow-natives-syntax', script], {
    encoding: 'utf8',
  });
  t.deepEqual(JSON.parse(output), {
    within: false,
    after: true,
    failed: 'failed',
    afterFailure: true,
  });
});

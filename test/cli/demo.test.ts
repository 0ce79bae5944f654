import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';

test('The demo shows the map of a service that fills, where its page is, and leaves nothing', async (t) => {
  const demo = fileURLToPath(new URL('../../tools/demo.js', import.meta.url));
  const child = spawn(process.execPath, [demo, '2s'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  t.deepEqual(await once(child, 'close'), [0, null]);
  const pid = /^A service runs as process (\d+):/.exec(output)?.[1] ?? '';
  t.regex(output, /\nlistening on http:\/\/127\.0\.0\.1:\d+\n/);
  t.regex(output, /\nSessionStore\.sessions +Map +[\d,]+ .* [\d.]+ {2}yes\n/);
  t.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' });
});

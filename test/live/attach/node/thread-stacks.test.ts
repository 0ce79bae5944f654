import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import test from 'ava';
import { threadStacks } from '../../../../src/live/attach/node/owners/thread-stacks.ts';

/** A worker that runs for as long as it waits, in turns. */
const script = `
  const { Worker } = require('node:worker_threads');
  const spin = 'setInterval(() => { const end = Date.now() + 10; while (Date.now() < end); }, 20)';
  new Worker(spin, { eval: true }).once('online', () => console.log('on'));
  setTimeout(() => process.exit(), 120_000);
`;

test('the stacks of all threads are found, of those too that run now and then', async (t) => {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  for (let look = 0; look < 20; look++) {
    const { ranges, areAllKnown } = await threadStacks(child.pid ?? -1);
    t.true(areAllKnown, `look ${look}`);
    // The main thread, the worker, and those of V8.
    t.true(ranges.length >= 6);
  }
});

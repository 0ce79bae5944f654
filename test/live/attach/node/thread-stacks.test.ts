import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import test from 'ava';
import {
  threadStacks,
  type ThreadSource,
} from '../../../../src/live/attach/node/owners/thread-stacks.ts';

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

const region = {
  start: 0x1000,
  end: 0x9000,
  isReadable: true,
  isWritable: true,
  isExecutable: false,
  isShared: false,
  fileOffset: 0,
  inode: 0,
  path: '',
};

/** A process with a main thread that waits, and one more that waits from one look on, if ever. */
function twoThreads(ranMsOfLook: number, waitsFromLook: number): ThreadSource & { looks: number } {
  return {
    looks: 1,
    threads: () => [1, 2],
    stackPointer(thread) {
      return thread === 1 || this.looks >= waitsFromLook ? 0x2000 + thread * 0x1000 : null;
    },
    ranMs(thread) {
      return thread === 1 ? 0 : this.looks * ranMsOfLook;
    },
    regions: () => [region],
    pause() {
      this.looks += 1;
      return Promise.resolve();
    },
  };
}

test('a thread that wants a CPU for seconds and runs little is waited for', async (t) => {
  const starved = twoThreads(1, 200);
  const { ranges, areAllKnown } = await threadStacks(1, starved);
  t.true(areAllKnown);
  t.deepEqual(ranges, [
    { address: 0x3000, bytes: 0x6000 },
    { address: 0x4000, bytes: 0x5000 },
  ]);
  t.is(starved.looks, 200);
});

test('a thread that runs all the time is given up after less than half a second of it', async (t) => {
  const busy = twoThreads(10, Number.POSITIVE_INFINITY);
  const { ranges, areAllKnown } = await threadStacks(1, busy);
  t.false(areAllKnown);
  t.deepEqual(ranges, [{ address: 0x3000, bytes: 0x6000 }]);
  t.is(busy.looks, 41);
});

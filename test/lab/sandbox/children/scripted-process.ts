// A child that does what its job says, good or bad.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { receiveJob, sendMessage } from '../../../../src/lab/sandbox/child/child-channel.ts';
import type { ChildScript } from './child-script.ts';

const held: unknown[] = [];

async function obey(job: ChildScript): Promise<void> {
  switch (job.act) {
    case 'echo':
      sendMessage({ got: job.value, pid: process.pid, options: process.env['NODE_OPTIONS'] });
      console.log('said on stdout');
      console.error('said on stderr');
      break;
    case 'exit':
      process.exit(job.code);
    // falls through
    case 'abort':
      process.abort();
    // falls through
    case 'allocate':
      allocate(job.bytes);
      break;
    case 'allocate-in-thread':
      await allocateInThread(job.bytes);
      break;
    case 'fill-heap':
      for (;;) held.push(Array.from({ length: 1000 }, (_none, i) => ({ i })));
    // falls through
    case 'burn':
      burn(job.ms);
      break;
    case 'hang':
      sendMessage({ pid: process.pid });
      for (;;) held.length = 0;
    // falls through
    case 'spawn':
      await spawnSleepers(job.count);
      break;
    case 'leave-sleeper':
      leaveSleeper();
      if (job.andWait) await wait(60_000);
      break;
    case 'say-raw':
      sendMessage('before');
      writeSync(3, job.text);
      await wait(60_000);
      break;
    case 'say-much':
      // Opening the pipe as a stream makes it non-blocking, so that writes are refused at times.
      held.push(new Socket({ fd: 3, readable: false, writable: true }).unref());
      for (let i = 0; i < job.lines; i += 1) sendMessage({ i, text: 'x'.repeat(job.bytes) });
      process.exit(0);
    // falls through
    case 'count-cpus':
      sendMessage({ cpus: availableParallelism() });
  }
}

function allocate(bytes: number): void {
  const step = 8 * 1024 * 1024;
  for (let total = step; total <= bytes; total += step) {
    held.push(Buffer.alloc(step, 1));
    sendMessage({ allocated: total });
  }
}

async function allocateInThread(bytes: number): Promise<void> {
  const code = `const held = Buffer.alloc(${bytes}, 1); require('node:worker_threads').parentPort.postMessage(held.length);`;
  const worker = new Worker(code, { eval: true });
  await new Promise((resolve) => {
    worker.once('message', resolve);
  });
}

function burn(ms: number): void {
  const end = Date.now() + ms;
  while (Date.now() < end) held.length = 0;
}

async function spawnSleepers(count: number): Promise<void> {
  let started = 0;
  const refusals: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const sleeper = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    await new Promise<void>((resolve) => {
      sleeper.once('spawn', () => {
        started += 1;
        resolve();
      });
      sleeper.once('error', (error) => {
        refusals.push('code' in error ? String(error.code) : error.message);
        resolve();
      });
    });
  }
  sendMessage({ started, refusals });
  process.exit(0);
}

/** A descendant of its own session, which a signal to the child's process group does not reach. */
function leaveSleeper(): void {
  const sleeper = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
  sleeper.unref();
  sendMessage({ pid: process.pid, sleeper: sleeper.pid });
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests write the jobs
await obey((await receiveJob()) as ChildScript);

// The child of the bench of limits: allocates past its memory, or burns CPU on several threads.
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { receiveJob, sendMessage } from '../src/lab/sandbox/child/child-channel.ts';

const { act, bytes, ms, threads } = Object(await receiveJob());
if (act === 'allocate') {
  const step = 1024 * 1024;
  const held: Buffer[] = [];
  for (let total = 0; total < bytes; total += step) held.push(Buffer.alloc(step, 1));
  sendMessage({ held: held.length });
} else {
  const workers: Worker[] = [];
  while (workers.length < threads - 1) workers.push(new Worker('for (;;);', { eval: true }));
  // The threads start within the first part of the wait; only what follows is counted.
  burnFor(500);
  const before = process.cpuUsage();
  burnFor(ms);
  const { user, system } = process.cpuUsage(before);
  sendMessage({ cpuSeconds: (user + system) / 1e6 });
  process.exit(0);
}

function burnFor(duration: number): void {
  const end = performance.now() + duration;
  while (performance.now() < end);
}

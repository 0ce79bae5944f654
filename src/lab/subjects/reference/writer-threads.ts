import { Worker } from 'node:worker_threads';
import { kernelModule, type Kernel } from '../../../maps/reference/kernel/kernel.ts';
import type { WriterSchedule } from './writer-pace.ts';
import type { WriterData, WriterMessage } from './writer-data.ts';

/** The threads of a pass. */
export interface WriterThreads {
  /** What a thread said when it failed; waits for the word of one that has. */
  failure(): Promise<string>;
  /** Ends them; the pass must not be running. */
  close(): Promise<void>;
  /** Ends them wherever they are. The memory is of no use afterwards: a lock may stay held. */
  kill(): Promise<void>;
}

/**
 * Starts one thread per writer on the memory of the kernel and waits until all sleep in it.
 *
 * @throws Error if one of them cannot start
 */
export async function startWriterThreads(
  kernel: Kernel,
  pass: number,
  writers: number,
  originNs: bigint,
  isRacing = false,
  schedule: WriterSchedule | null = null,
): Promise<WriterThreads> {
  const workers = Array.from({ length: writers }, (_, writer) => {
    const data: WriterData = {
      module: kernelModule(),
      memory: kernel.memory,
      originNs,
      pass,
      writer,
      isRacing,
      schedule,
    };
    return new Worker(new URL('writer-worker.js', import.meta.url), { workerData: data });
  });
  const failure = Promise.race(workers.map((worker) => firstFailure(worker)));
  await Promise.all(workers.map((worker) => started(worker)));
  return {
    failure: () => failure,
    close: async () => {
      kernel.exports.passClose(pass);
      await Promise.all(workers.map((worker) => ended(worker)));
    },
    kill: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function started(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: WriterMessage) => {
      if (message.kind === 'ready') resolve();
      else reject(new Error(message.message));
    });
  });
}

function ended(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    if (worker.threadId === -1) resolve();
    else worker.once('exit', () => resolve());
  });
}

function firstFailure(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.once('error', (error) => resolve(String(error)));
    worker.on('message', (message: WriterMessage) => {
      if (message.kind === 'failed') resolve(message.message);
    });
  });
}

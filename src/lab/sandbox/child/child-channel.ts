import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { type ChildFacts, childFactsKey, lifelineVariable } from './child-facts.ts';
import { endSelf } from './end-self.ts';
import { readAllowedCpus, readPeakRss } from '../machine/process-status.ts';

/**
 * The child's side of the channel. The parent writes one line of JSON, the job, to standard input
 * and keeps it open for as long as it lives; the child writes messages, one line of JSON each, to
 * file descriptor 3. Main thread only: lines of several threads would mix.
 */

const jobDescriptor = 0;
const messageDescriptor = 3;
const newline = 0x0a;

/**
 * Reads the job, blocking. From then on the process ends itself when the parent is gone, and tells
 * at its exit what it used.
 *
 * @throws SandboxError `internal` if standard input ends before a whole job or is no JSON.
 */
export function receiveJob(): Promise<unknown> {
  const job = parseJob(readLine());
  watchParent();
  sendFacts({
    cpuSet: readAllowedCpus('self'),
    heapLimitBytes: getHeapStatistics().heap_size_limit,
  });
  process.on('exit', () => {
    const cpu = process.cpuUsage();
    sendFacts({ peakRssBytes: readPeakRss('self'), cpuSeconds: (cpu.user + cpu.system) / 1e6 });
  });
  return Promise.resolve(job);
}

/**
 * Sends one message to the parent; returns when the pipe has taken all of it, so that it is not
 * lost whatever happens next. Ends the process if the parent is gone.
 */
export function sendMessage(message: unknown): void {
  writeLine(JSON.stringify(message));
}

function sendFacts(facts: ChildFacts): void {
  sendMessage({ [childFactsKey]: facts });
}

function parseJob(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new SandboxError('internal', 'expected the job to be one line of JSON on stdin', {
      cause: error,
    });
  }
}

function readLine(): string {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(65_536);
    const size = retryWhileBusy(() => readSync(jobDescriptor, chunk));
    if (size === 0) {
      throw new SandboxError('internal', 'expected a job on stdin, got its end');
    }
    chunks.push(chunk.subarray(0, size));
    if (chunk[size - 1] === newline) return Buffer.concat(chunks).toString('utf8');
  }
}

function writeLine(json: string): void {
  const line = Buffer.from(`${json}\n`, 'utf8');
  let written = 0;
  while (written < line.length) {
    const rest = line.subarray(written);
    try {
      written += retryWhileBusy(() => writeSync(messageDescriptor, rest));
    } catch (error) {
      if (errorCode(error) === 'EPIPE') endSelf();
      throw error;
    }
  }
}

/** A pipe that somebody made non-blocking answers EAGAIN; waits a millisecond and asks again. */
function retryWhileBusy(action: () => number): number {
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/**
 * Standard input closes when the parent dies. The main thread sees that only between two turns of
 * its event loop, so where the kernel does not kill the child by itself a thread looks as well.
 */
function watchParent(): void {
  if (process.env[lifelineVariable] === 'thread') {
    new Worker(new URL('lifeline-worker.js', import.meta.url), { stdout: true }).unref();
    return;
  }
  const lifeline = new Socket({ fd: jobDescriptor, readable: true, writable: false });
  lifeline.on('error', endSelf).on('close', endSelf).resume().unref();
}

// Loaded by `node --import mapswell/register`, in every thread: tells at which call a table of 1,024
// entries or more grows. Everything that it needs is taken before the program runs.
import process from 'node:process';
import { threadId } from 'node:worker_threads';
import { eventOutput } from './event-output.ts';
import { growthReporter } from './growth-reporter.ts';
import { wrapCollections } from './wrap-collections.ts';

const mark = Symbol.for('mapswell.register');

// Two copies of mapswell must not both report.
if (!Reflect.has(process, mark)) {
  Reflect.defineProperty(process, mark, { value: true });
  wrapCollections(
    globalThis,
    growthReporter({
      pid: process.pid,
      thread: threadId,
      nowMs: Date.now,
      write: eventOutput(process.env['MAPSWELL_EVENTS']),
    }),
  );
}

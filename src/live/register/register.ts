// Loaded by `node --import mapswell/register`, in every thread: tells at which call a table of 1,024
// entries or more grows. Everything that it needs is taken before the program runs.
import { basename } from 'node:path';
import process from 'node:process';
import { threadId } from 'node:worker_threads';
import type { LiveSource } from '../../maps/figures/live-map.ts';
import { thisProcess } from '../../maps/figures/this-process.ts';
import { eventOutput } from './event-output.ts';
import { growthReporter } from './growth-reporter.ts';
import { RegisteredSource } from './registered-source.ts';
import { wrapCollections } from './wrap-collections.ts';

const mark = Symbol.for('mapswell.register');

/**
 * The collections of this thread that were reported, as live maps: for a page or a log of the program's
 * own. `null` where another copy of mapswell was loaded first and reports.
 */
export const registered: LiveSource | null = Reflect.has(process, mark) ? null : watch();

// Two copies of mapswell must not both report.
function watch(): LiveSource {
  Reflect.defineProperty(process, mark, { value: true });
  const { pid, argv, execPath, version } = process;
  const name = basename(argv[1] ?? execPath);
  const self = thisProcess({ name, runtime: 'node', version });
  const source = new RegisteredSource(self, Date.now);
  wrapCollections(
    globalThis,
    growthReporter({
      pid,
      thread: threadId,
      nowMs: Date.now,
      write: eventOutput(process.env['MAPSWELL_EVENTS']),
      source,
    }),
  );
  return source;
}

import { parentPort, workerData } from 'node:worker_threads';
import { instantiateKernel } from '../../../maps/reference/kernel/kernel.ts';
import { sharedClock } from '../shared-clock.ts';
import { writerPace } from './writer-pace.ts';
import type { WriterData, WriterMessage } from './writer-data.ts';

// One writer: sleeps in the kernel between the runs, and tells when it is there and when it fails.
const { module, memory, originNs, pass, writer, isRacing, schedule }: WriterData = workerData;
const clock = sharedClock(originNs);
const pace = schedule === null ? null : writerPace(schedule, writer, clock);
const { exports } = instantiateKernel(memory, module, clock, pace ?? undefined);

function say(message: WriterMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  parentPort?.postMessage(message);
}

/** Where writers race, to be thrown out by a corrupted map is one way for the race to end. */
function run(generation: number): void {
  if (pace !== null) {
    pace.restart();
    return exports.runPacedWriter(pass, writer, generation);
  }
  if (!isRacing) return exports.runWriter(pass, writer, generation);
  try {
    exports.runWriter(pass, writer, generation);
  } catch {
    exports.passTrap(pass, writer);
  }
}

try {
  say({ kind: 'ready' });
  let generation = exports.awaitStart(pass, 0);
  while (generation !== 0) {
    run(generation);
    generation = exports.awaitStart(pass, generation);
  }
} catch (error) {
  say({ kind: 'failed', message: String(error) });
  exports.passAbandon(pass);
}

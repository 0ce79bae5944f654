import { parentPort, workerData } from 'node:worker_threads';
import { WindowRing } from '../../../src/live/service/size/window-ring.ts';

// Reads a ring that another thread writes as fast as it can, and counts slots that do not agree.
const ring = new WindowRing(workerData);
let read = 0;
let mixed = 0;
while (read < 50_000) {
  for (const { second, ...fields } of ring.read(0)) {
    read++;
    if (Object.values(fields).some((value) => value !== second)) mixed++;
  }
}
// A worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage({ read, mixed });

import { performance } from 'node:perf_hooks';
import { parseGoKeyType } from '../../../maps/model/go-type/parse-go-type.ts';
import { createKernel } from '../../../maps/reference/kernel/kernel.ts';
import type { Cell } from '../../config/cell.ts';
import { keyLayoutOf } from '../../workload/key-layout.ts';
import { OperationStream, placeWorkload } from '../../workload/operation-stream.ts';

const streamBytes = 2 ** 24;

/**
 * Nanoseconds that it takes to draw an operation of a cell and to make its key, on one thread: the
 * reference map does so within its time, while the operations of real Go are drawn before.
 */
export function drawingTime({ key, workload }: Cell): number {
  const layout = keyLayoutOf(parseGoKeyType(key, 'key'), workload);
  const kernel = createKernel({ chargedBytes: streamBytes });
  const placed = placeWorkload(kernel, workload, layout);
  const stream = new OperationStream(kernel, placed, 0);
  let best = Number.POSITIVE_INFINITY;
  // The first run is of slow code; what disturbs a run only makes it longer.
  for (let run = 0; run < 4; run++) {
    stream.reopen(placed, 0);
    let operations = 0;
    const startMs = performance.now();
    while (stream.fill()) operations += stream.length;
    best = Math.min(best, ((performance.now() - startMs) * 1e6) / operations);
  }
  return best;
}

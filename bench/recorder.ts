import { build } from 'hdr-histogram-js';
import { seededRandom } from '../src/base/primitives/seeded-random.ts';
import { createKernel } from '../src/maps/reference/kernel/kernel.ts';
import { median } from '../src/base/stats/median.ts';

const VALUES = 4_000_000;
const ROUNDS = 7;

/**
 * What one record costs: the kernel's histogram, recording a block of values in one call as its own
 * loop does, and hdr-histogram-js, which a JavaScript harness would call per value.
 */
export function run(): Promise<string> {
  const kernel = createKernel({ chargedBytes: 2 ** 20 });
  const { exports, memory } = kernel;
  const histogram = exports.arenaReserve(exports.histogramBytes());
  const address = exports.arenaReserve(VALUES * 8);
  const values = new Float64Array(memory.buffer, address, VALUES);
  const random = seededRandom(1);
  for (let at = 0; at < VALUES; at++) values[at] = Math.floor(80 / (random() + 1e-6) ** 0.7);
  const hdr = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2 ** 40,
    numberOfSignificantValueDigits: 2,
  });
  const kernelNs: number[] = [];
  const hdrNs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    kernelNs.push(perValue(() => exports.recordLatencies(histogram, address, VALUES)));
    hdrNs.push(
      perValue(() => {
        for (const value of values) hdr.recordValue(value);
      }),
    );
  }
  return Promise.resolve(
    `Records of ${VALUES} latencies, median of ${ROUNDS} turns (aim: at most 5 ns)\n` +
      `  kernel: ${median(kernelNs).toFixed(1)} ns per record, fastest ${Math.min(...kernelNs).toFixed(1)}\n` +
      `  hdr-histogram-js: ${median(hdrNs).toFixed(1)} ns per record, fastest ${Math.min(...hdrNs).toFixed(1)}\n`,
  );
}

function perValue(record: () => void): number {
  const startedAt = performance.now();
  record();
  return ((performance.now() - startedAt) * 1e6) / VALUES;
}

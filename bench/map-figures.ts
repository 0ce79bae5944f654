import { int64Type } from './int64-type.ts';
import { newMap, newMapType } from '../src/maps/reference/kernel/new-map.ts';
import { createKernel } from '../src/maps/reference/kernel/kernel.ts';
import { mapShapeBytes, MapShapeReader } from '../src/maps/reference/kernel/map-shape-reader.ts';
import { readMapQuality } from '../src/maps/reference/kernel/read-map-quality.ts';
import { mapRecordBytes, MapStatsReader } from '../src/maps/reference/kernel/read-map-stats.ts';

const ENTRIES = 1_000_000;
const LOOKS = 100_000;
const ROUNDS = 15;

/** Fastest of some rounds, in ns per call. */
function fastestNs(calls: number, work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) work();
    best = Math.min(best, ((performance.now() - start) * 1e6) / calls);
  }
  return best;
}

/** What it costs to look at a map of a million entries: the cheap figures, and a look at each entry. */
export function run(): Promise<string> {
  const lines = [22, 27].map((version) => {
    const kernel = createKernel({ chargedBytes: 256 * 1024 * 1024 });
    const { exports } = kernel;
    const map = newMap(kernel, { type: newMapType(kernel, int64Type), minor: version, seed: 1n });
    exports.fillRandom64(map, ENTRIES, 1n);
    const scratch = exports.arenaReserve(mapRecordBytes + mapShapeBytes);
    const stats = new MapStatsReader(kernel, map, scratch);
    const shape = new MapShapeReader(kernel, map, scratch + mapRecordBytes);
    let bytes = 0;
    const statsNs = fastestNs(LOOKS, () => {
      bytes += stats.read().bytesHeld;
    });
    const shapeNs = fastestNs(LOOKS, () => {
      bytes += shape.read().bytesTable;
    });
    const qualityNs = fastestNs(1, () => {
      bytes += readMapQuality(kernel, map).entries;
    });
    if (bytes === 0) throw new Error('expected figures, got none');
    return `  go1.${version}: stats ${statsNs.toFixed(0)} ns, shape ${shapeNs.toFixed(0)} ns, quality ${(qualityNs / 1e6).toFixed(1)} ms`;
  });
  return Promise.resolve(
    `A look at a map of one million entries, fastest of ${ROUNDS} (aims: 100 ns, 100 ns, 50 ms)\n${lines.join('\n')}\n`,
  );
}

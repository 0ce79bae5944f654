import { seededRandom } from '../../base/primitives/seeded-random.ts';
import { median } from '../../base/stats/median.ts';

/** Between processes the median of five moves as that of nine does: what a process got decides it. */
const timesRun = 5;

/**
 * The yardstick: inserts so many fixed keys into a native `Map` and looks all of them up, on one
 * thread. Operations per second of the median of five iterations, after one that is not measured.
 */
export function runYardstick(operations: number, seed: number): number {
  const random = seededRandom(seed);
  const keys = Int32Array.from({ length: operations }, () => Math.floor(random() * 2 ** 31));
  runOnce(keys);
  const rates = Array.from({ length: timesRun }, () => {
    const startedAt = performance.now();
    runOnce(keys);
    return (2 * operations * 1000) / (performance.now() - startedAt);
  });
  return median(rates);
}

function runOnce(keys: Int32Array): void {
  const map = new Map<number, number>();
  for (const [at, key] of keys.entries()) map.set(key, at);
  let found = 0;
  for (const key of keys) if (map.has(key)) found += 1;
  // Also keeps the look-ups from being left out.
  if (found !== keys.length) throw new Error(`expected ${keys.length} keys, found ${found}`);
}

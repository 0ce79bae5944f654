import { benchCell } from './bench-cell.ts';
import { type Cost, costOf, pairedCost } from './paired-cost.ts';
import { ThreadedCell } from './threaded-cell.ts';

const WRITES = 1_000_000;
const PAIRS = 41;
const SAMPLE_INTERVAL = 128;

/**
 * What the instrumentation costs: the same writes with growth events, their clock and latency
 * sampling on, and with all of it off, by one writer behind a mutex. `map-write` measures the growth
 * events alone, without threads.
 */
export async function run(): Promise<string> {
  const cell = await ThreadedCell.start(benchCell(1, WRITES), 2 ** 28);
  const on = (): Cost =>
    costOf(WRITES, () => cell.run({ hasEvents: true, hasClock: true }, SAMPLE_INTERVAL));
  const off = (): Cost => costOf(WRITES, () => cell.run({ hasEvents: false, hasClock: false }, 0));
  const text = pairedCost({ on, off }, PAIRS);
  await cell.close();
  return `Instrumentation on and off, ${WRITES} writes, ${PAIRS} pairs in changing order (aim: at most 3 %)\n${text}`;
}

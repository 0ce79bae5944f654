import { median } from '../src/base/stats/median.ts';
import { benchCell } from './bench-cell.ts';
import { ThreadedCell } from './threaded-cell.ts';

const WRITES = 1_000_000;
const PAIRS = 41;
const WARM_UPS = 3;
const SAMPLE_INTERVAL = 128;

/** One run: wall-clock time and CPU time of the process, in ns per write. */
interface Cost {
  readonly wallNs: number;
  readonly cpuNs: number;
}

/**
 * What the instrumentation costs: the same writes with growth events, their clock and latency
 * sampling on, and with all of it off, in pairs of changing order, by one writer behind a mutex.
 */
export async function run(): Promise<string> {
  const cell = await ThreadedCell.start(benchCell(1, WRITES), 2 ** 28);
  const on = (): Cost => cost(() => cell.run({ hasEvents: true, hasClock: true }, SAMPLE_INTERVAL));
  const off = (): Cost => cost(() => cell.run({ hasEvents: false, hasClock: false }, 0));
  for (let round = 0; round < WARM_UPS; round++) {
    on();
    off();
  }
  const pairs: { readonly on: Cost; readonly off: Cost }[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    if (pair % 2 === 0) pairs.push({ on: on(), off: off() });
    else {
      const second = off();
      pairs.push({ on: on(), off: second });
    }
  }
  await cell.close();
  return (
    `Instrumentation on and off, ${WRITES} writes, ${PAIRS} pairs in changing order (aim: at most 3 %)\n` +
    line(pairs, 'CPU time', ({ cpuNs }) => cpuNs) +
    line(pairs, 'wall clock', ({ wallNs }) => wallNs)
  );
}

function cost(measure: () => number): Cost {
  const before = process.cpuUsage();
  const wallNs = measure();
  const { user, system } = process.cpuUsage(before);
  return { wallNs: wallNs / WRITES, cpuNs: ((user + system) * 1000) / WRITES };
}

function line(
  pairs: readonly { readonly on: Cost; readonly off: Cost }[],
  name: string,
  figure: (cost: Cost) => number,
): string {
  const on = pairs.map((pair) => figure(pair.on));
  const off = pairs.map((pair) => figure(pair.off));
  const excess = pairs.map((pair) => figure(pair.on) / figure(pair.off) - 1);
  const fastest = Math.min(...on) / Math.min(...off) - 1;
  return (
    `  ${name}: ${median(on).toFixed(0)} ns per write on, ${median(off).toFixed(0)} off; ` +
    `${percent(median(excess))} as the median of pairs, ${percent(fastest)} of the fastest\n`
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

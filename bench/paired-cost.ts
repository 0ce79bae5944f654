import { median } from '../src/base/stats/median.ts';

/** One run: wall-clock time and CPU time of the process, in ns per write. */
export interface Cost {
  readonly wallNs: number;
  readonly cpuNs: number;
}

/** Two ways of doing the same writes. */
export interface CostPair {
  readonly on: () => Cost;
  readonly off: () => Cost;
}

const WARM_UPS = 3;

/** Runs something that gives its own wall-clock time, and takes the CPU time of the process with it. */
export function costOf(writes: number, measure: () => number): Cost {
  const before = process.cpuUsage();
  const wallNs = measure();
  const { user, system } = process.cpuUsage(before);
  return { wallNs: wallNs / writes, cpuNs: ((user + system) * 1000) / writes };
}

/**
 * What the one costs over the other: in pairs of changing order, because the first of a pair finds
 * the caches and the heap as whatever ran before has left them; by CPU time, which others on the
 * machine disturb least. Two runs of `off` in turns show what a difference of nothing looks like.
 */
export function pairedCost({ on, off }: CostPair, pairs: number): string {
  for (let round = 0; round < WARM_UPS; round++) {
    on();
    off();
  }
  const measured = inTurns(on, off, pairs);
  const control = inTurns(off, off, pairs);
  return (
    line(measured, 'CPU time', ({ cpuNs }) => cpuNs) +
    line(measured, 'wall clock', ({ wallNs }) => wallNs) +
    `  off against off: ${excess(control, ({ cpuNs }) => cpuNs)} of CPU time, ${excess(control, ({ wallNs }) => wallNs)} of wall clock\n`
  );
}

interface Pair {
  readonly on: Cost;
  readonly off: Cost;
}

function inTurns(on: () => Cost, off: () => Cost, pairs: number): readonly Pair[] {
  return Array.from({ length: pairs }, (_, pair) => {
    if (pair % 2 === 0) return { on: on(), off: off() };
    const second = off();
    return { on: on(), off: second };
  });
}

function line(pairs: readonly Pair[], name: string, figure: (cost: Cost) => number): string {
  const on = pairs.map((pair) => figure(pair.on));
  const off = pairs.map((pair) => figure(pair.off));
  const fastest = Math.min(...on) / Math.min(...off) - 1;
  return (
    `  ${name}: ${median(on).toFixed(1)} ns per write on, ${median(off).toFixed(1)} off; ` +
    `${excess(pairs, figure)} as the median of pairs, ${percent(fastest)} of the fastest\n`
  );
}

function excess(pairs: readonly Pair[], figure: (cost: Cost) => number): string {
  return percent(median(pairs.map((pair) => figure(pair.on) / figure(pair.off) - 1)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

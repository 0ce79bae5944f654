import process from 'node:process';
import { median } from '../src/base/stats/median.ts';
import type { Guard } from '../src/maps/model/guards.ts';
import { sharedClock } from '../src/lab/subjects/shared-clock.ts';
import { benchCell } from './bench-cell.ts';
import { ThreadedCell } from './threaded-cell.ts';

const TURNS = 25;
const WARM_UPS = 3;
const OPERATIONS = 400_000;
const CLOCK_READS = 200_000;
const ARENA_BYTES = 2 ** 29;
const CELLS: readonly (readonly [Guard, number])[] = [
  ['mutex', 1],
  ['mutex', 8],
  ['sharded:32', 8],
  ['rwmutex', 8],
];

/**
 * What counting waits for a guard can cost at the most: an operation that sleeps reads the clock twice and
 * adds to two counters; all others do nothing. A pair of kernels with and without it differs by less than
 * the same kernel beside itself, so the waits are counted and a read of the clock is weighed: a figure of
 * counts and CPU time, which other load on the machine hardly moves.
 */
export async function run(): Promise<string> {
  const readNs = clockReadNs();
  let text = `  one read of the clock ${readNs.toFixed(0)} ns of CPU time; a wait is taken for four of them\n`;
  for (const [guard, writers] of CELLS) text += await costOfWaits(guard, writers, 4 * readNs);
  return text;
}

async function costOfWaits(guard: Guard, writers: number, waitNs: number): Promise<string> {
  const perWriter = OPERATIONS / writers;
  const cell = await ThreadedCell.start(
    { ...benchCell(writers, perWriter), guard, map: 'go1.24' },
    ARENA_BYTES,
  );
  const turn = (): { readonly waits: number; readonly cpuNs: number } => {
    const before = waitsOf(cell);
    const start = process.cpuUsage();
    cell.run({ hasEvents: false, hasClock: false }, 2 ** 30);
    const { user, system } = process.cpuUsage(start);
    return { waits: waitsOf(cell) - before, cpuNs: 1000 * (user + system) };
  };
  for (let warm = 0; warm < WARM_UPS; warm++) turn();
  const turns = Array.from({ length: TURNS }, turn);
  await cell.close();
  const shares = turns
    .map(({ waits, cpuNs }) => (waits * waitNs) / cpuNs)
    .toSorted((a, b) => a - b);
  const perThousand = median(turns.map(({ waits }) => (1000 * waits) / OPERATIONS));
  return `  ${guard}, ${writers} writers: ${perThousand.toFixed(2)} waits in 1,000 operations, at most ${percent(median(shares))} of the CPU time as the median of ${TURNS} turns (${percent(shares[2] ?? 0)} to ${percent(shares.at(-3) ?? 0)}, without the two at each end)\n`;
}

/** Operations that slept, over all shards and runs. */
function waitsOf({ placed }: ThreadedCell): number {
  return placed.shardCounters().reduce((sum, { waits }) => sum + waits, 0);
}

function clockReadNs(): number {
  const clock = sharedClock(process.hrtime.bigint());
  const batch = (): number => {
    const start = process.cpuUsage();
    let last = 0;
    for (let at = 0; at < CLOCK_READS; at++) last += clock();
    const { user, system } = process.cpuUsage(start);
    return last < 0 ? 0 : (1000 * (user + system)) / CLOCK_READS;
  };
  for (let warm = 0; warm < WARM_UPS; warm++) batch();
  return median(Array.from({ length: TURNS }, batch));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(3)} %`;
}

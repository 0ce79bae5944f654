import type { Guard } from '../src/maps/model/guards.ts';
import type { MapModel } from '../src/maps/model/map-model.ts';
import { benchCell } from './bench-cell.ts';
import type { GoProgram } from './go-program.ts';
import { ThreadedCell } from './threaded-cell.ts';

const WRITERS = 8;
export const WRITES_PER_WRITER = 100_000;
const WARM_UPS = 3;
const SAMPLE_INTERVAL = 128;
const ARENA_BYTES = 2 ** 29;

/** Writes per second, turn by turn; none of Go where there is none. */
export interface GuardedTurns {
  readonly kernel: readonly number[];
  readonly go: readonly number[];
  /** Kernel over Go in the same turn. */
  readonly ratios: readonly number[];
}

/**
 * Eight writers of random 64-bit keys into fresh maps behind a guard: the kernel's threads, fully
 * instrumented, and the goroutines of `bench/go/guarded-write.go`, in turns.
 */
export async function guardedTurns(
  guard: Guard,
  map: MapModel,
  turns: number,
  go: GoProgram | null,
): Promise<GuardedTurns> {
  const cell = await ThreadedCell.start(
    { ...benchCell(WRITERS, WRITES_PER_WRITER), guard, map },
    ARENA_BYTES,
  );
  const kernelRun = (): number => {
    const ns = cell.run({ hasEvents: true, hasClock: true }, SAMPLE_INTERVAL);
    return (WRITERS * WRITES_PER_WRITER * 1e9) / ns;
  };
  for (let round = 0; round < WARM_UPS; round++) kernelRun();
  const kernel: number[] = [];
  const real: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    kernel.push(kernelRun());
    if (go !== null) real.push(Number(go.run(guard).trim().split(' ')[1]));
  }
  await cell.close();
  return {
    kernel,
    go: real,
    ratios: real.map((rate, turn) => (kernel[turn] ?? Number.NaN) / rate),
  };
}

export function millions(rate: number): string {
  return (rate / 1e6).toFixed(2);
}

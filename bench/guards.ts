import type { Guard } from '../src/map/map-model.ts';
import { mapModels } from '../src/map/map-model.ts';
import { median } from '../src/stats/median.ts';
import { benchCell } from './bench-cell.ts';
import { type GoProgram, buildGoProgram } from './go-program.ts';
import { ThreadedCell } from './threaded-cell.ts';

const WRITERS = 8;
const WRITES_PER_WRITER = 100_000;
const ROUNDS = 9;
const WARM_UPS = 2;
const SAMPLE_INTERVAL = 128;
const guards: readonly Guard[] = ['mutex', 'rwmutex', 'sharded:32', 'sync.Map'];

/**
 * Eight writers, 100,000 writes of random 64-bit keys each into fresh maps, behind each guard: the
 * kernel's threads, fully instrumented, against goroutines behind the same guard, in turns.
 */
export async function run(): Promise<string> {
  const go = buildGoProgram('guarded-write');
  const version = go?.run('mutex').trim().split(' ')[0] ?? 'no Go';
  const lines: string[] = [];
  for (const guard of guards) lines.push(await compare(guard, version, go));
  go?.remove();
  return (
    `Eight writers, ${WRITES_PER_WRITER} writes each, median of ${ROUNDS} turns, ${version}\n` +
    lines.join('') +
    (go === null ? '  no Go found: set GO or install it to compare\n' : '')
  );
}

async function compare(guard: Guard, version: string, go: GoProgram | null): Promise<string> {
  const map = mapModels.find((model) => version.startsWith(`${model}.`)) ?? 'go1.22';
  const cell = await ThreadedCell.start(
    { ...benchCell(WRITERS, WRITES_PER_WRITER), guard, map },
    2 ** 29,
  );
  const kernelRun = (): number => {
    const ns = cell.run({ hasEvents: true, hasClock: true }, SAMPLE_INTERVAL);
    return (WRITERS * WRITES_PER_WRITER * 1e9) / ns;
  };
  for (let round = 0; round < WARM_UPS; round++) kernelRun();
  const kernelRates: number[] = [];
  const goRates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    kernelRates.push(kernelRun());
    if (go !== null) goRates.push(Number(go.run(guard).trim().split(' ')[1]));
  }
  await cell.close();
  const own = `  ${guard}, ${map}: kernel ${(median(kernelRates) / 1e6).toFixed(2)} million writes per second`;
  if (go === null) return `${own}\n`;
  const ratios = kernelRates.map((rate, round) => rate / (goRates[round] ?? Number.NaN));
  return `${own}, Go ${(median(goRates) / 1e6).toFixed(2)}, ${median(ratios).toFixed(2)} times Go as the median of pairs\n`;
}

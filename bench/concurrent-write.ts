import { median } from '../src/stats/median.ts';
import { benchCell } from './bench-cell.ts';
import { buildGoProgram } from './go-program.ts';
import { ThreadedCell } from './threaded-cell.ts';

const WRITERS = 8;
const WRITES_PER_WRITER = 100_000;
const ROUNDS = 15;
const WARM_UPS = 3;
const SAMPLE_INTERVAL = 128;

/**
 * Eight writers behind one mutex, 100,000 writes of random 64-bit keys each into a fresh map: the
 * kernel's threads, fully instrumented, against goroutines behind `sync.Mutex`, in turns.
 */
export async function run(): Promise<string> {
  const cell = await ThreadedCell.start(benchCell(WRITERS, WRITES_PER_WRITER), 2 ** 28);
  const go = buildGoProgram('concurrent-write');
  const kernelRun = (): number => {
    const ns = cell.run({ hasEvents: true, hasClock: true }, SAMPLE_INTERVAL);
    return (WRITERS * WRITES_PER_WRITER * 1e9) / ns;
  };
  for (let round = 0; round < WARM_UPS; round++) kernelRun();
  const kernelRates: number[] = [];
  const goRates: number[] = [];
  let version = 'go';
  for (let round = 0; round < ROUNDS; round++) {
    kernelRates.push(kernelRun());
    if (go === null) continue;
    const [name = '', rate = ''] = go.run().trim().split(' ');
    version = name;
    goRates.push(Number(rate));
  }
  await cell.close();
  const title = `Eight writers behind a mutex, ${WRITES_PER_WRITER} writes each, median of ${ROUNDS} turns (aim: 1.5 times Go)\n`;
  const kernelLine = `  kernel, go1.22, instrumented: ${millions(median(kernelRates))} million writes per second\n`;
  if (go === null) return `${title}${kernelLine}  no Go found: set GO or install it to compare\n`;
  go.remove();
  const ratios = kernelRates.map((rate, round) => rate / (goRates[round] ?? Number.NaN));
  return (
    `${title}${kernelLine}` +
    `  ${version}, sync.Mutex: ${millions(median(goRates))} million writes per second\n` +
    `  kernel over Go: ${median(ratios).toFixed(2)} as the median of pairs, ${(median(kernelRates) / median(goRates)).toFixed(2)} of the medians\n`
  );
}

function millions(rate: number): string {
  return (rate / 1e6).toFixed(2);
}

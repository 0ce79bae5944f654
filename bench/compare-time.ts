import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareOptions } from '../src/lab/compare/compare-options.ts';
import { compareRecords } from '../src/lab/compare/compare-runs.ts';
import { writeRecord } from '../src/lab/record/record-file.ts';
import { median } from '../src/base/stats/median.ts';
import { makeRecord, shippedPlans } from '../test/support/make-record.ts';
import { type BenchRatio, ratioOf } from './bench-ratio.ts';
import { type TimedProcess, timeInTurns } from './process-turns.ts';

const turns = 9;
const main = fileURLToPath(new URL('../bundle/main.cjs', import.meta.url));

const bare: TimedProcess = { name: 'node -e 0', words: ['-e', '0'] };

/** Whole processes of `mapswell compare` on two records of every shipped kind of cell. */
async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-bench-'));
  try {
    const record = makeRecord(shippedPlans);
    const paths = ['base', 'head'].map((name) => join(folder, `${name}.json`));
    for (const path of paths) await writeRecord(path, { ...record, id: path });
    // 0 passed, 1 regressed, 3 incomparable: each is a comparison that was made.
    const compare = {
      name: 'mapswell compare',
      words: [main, 'compare', ...paths],
      codes: [0, 1, 3],
    };
    const [bareMs = [], compareMs = []] = timeInTurns([bare, compare], turns, folder);
    return { record, bareMs, compareMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const name = `mapswell compare of two records / ${bare.name}`;

export async function ratios(): Promise<readonly BenchRatio[]> {
  const { bareMs, compareMs } = await measure();
  return [ratioOf(name, 'less', compareMs, bareMs)];
}

export async function run(): Promise<string> {
  const { record, bareMs, compareMs } = await measure();
  const ratio = ratioOf(name, 'less', compareMs, bareMs);
  const [ofBare, compare] = [median(bareMs), median(compareMs)];
  const verdicts = compareRecords(record, record, compareOptions()).metrics.length;
  const each = (1000 * (compare - ofBare)) / verdicts;
  return (
    `mapswell compare on two records of ${record.cells.length} cells, median of ${turns} turns (aim: 2 times)\n` +
    `  ${compare.toFixed(0)} ms, ${ratio.median.toFixed(2)} times ${bare.name} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}); ` +
    `${each.toFixed(0)} µs for each of ${verdicts} verdicts\n`
  );
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareOptions } from '../src/lab/compare/compare-options.ts';
import { compareRecords } from '../src/lab/compare/compare-runs.ts';
import { writeRecord } from '../src/lab/record/record-file.ts';
import { median } from '../src/base/stats/median.ts';
import { makeRecord, shippedPlans } from '../test/support/make-record.ts';

const processes = 9;
const main = fileURLToPath(new URL('../bundle/main.cjs', import.meta.url));

/** Wall time of `mapswell compare` on two records of every shipped kind of cell, in whole processes. */
export async function run(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-bench-'));
  try {
    const record = makeRecord(shippedPlans);
    const paths = ['base', 'head'].map((name) => join(folder, `${name}.json`));
    for (const path of paths) await writeRecord(path, { ...record, id: path });
    const bareMs: number[] = [];
    const compareMs: number[] = [];
    for (let round = 0; round < processes; round++) {
      bareMs.push(timeOf(['-e', '0']));
      compareMs.push(timeOf([main, 'compare', ...paths]));
    }
    const [bare, compare] = [median(bareMs), median(compareMs)];
    const verdicts = compareRecords(record, record, compareOptions()).metrics.length;
    const each = (1000 * (compare - bare)) / verdicts;
    return (
      `mapswell compare on two records of ${record.cells.length} cells, median of ${processes} processes (aim: 300 ms)\n` +
      `  ${compare.toFixed(0)} ms, ${(compare / bare).toFixed(1)} times node -e 0 (${bare.toFixed(0)} ms); ` +
      `${each.toFixed(0)} µs for each of ${verdicts} verdicts\n`
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timeOf(words: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' });
  // 0 passed, 1 regressed, 3 incomparable: each is a comparison that was made.
  if (status !== 0 && status !== 1 && status !== 3) throw new Error(`ended with ${status}`);
  return performance.now() - start;
}

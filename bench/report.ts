import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRecord } from '../src/lab/record/record-file.ts';
import { median } from '../src/base/stats/median.ts';
import { makeRecord, shippedPlans } from '../test/support/make-record.ts';

const rounds = 5;
const main = fileURLToPath(new URL('../bundle/main.cjs', import.meta.url));

/** Wall time of whole `mapswell report` processes on a record of twelve cells, and the page's size. */
export async function run(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mapswell-bench-'));
  try {
    const record = join(folder, 'record.json');
    await writeRecord(record, makeRecord(shippedPlans));
    const seconds = Array.from({ length: rounds }, () => timeReport(record));
    const { size } = await stat(join(folder, 'report.html'));
    const { size: recordSize } = await stat(record);
    return (
      `Report of ${shippedPlans.length} cells, median of ${rounds} processes (aims: 2 s, 1 MB)\n` +
      `  mapswell report: ${median(seconds).toFixed(2)} s, from ${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)} s\n` +
      `  report.html: ${(size / 1e6).toFixed(3)} MB from a record of ${(recordSize / 1e6).toFixed(3)} MB\n`
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function timeReport(record: string): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, [main, 'report', record], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`expected mapswell report to end with 0, got ${status}`);
  return (performance.now() - start) / 1000;
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { readRunFigures } from '../../../src/lab/compare/figures/read-run-figures.ts';
import { formatRecord, readRecord, writeRecord } from '../../../src/lab/record/record-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// Written once by the program of their day and never again: `first.json` by the first commit that wrote
// records, `before-lines.json` by the last one before records in lines, the others by the
// first with them. What is written differently from now on gets a file beside these.
const folder = fileURLToPath(new URL('../../../../test/fixtures/records/', import.meta.url));
const copies = temporaryFolder('old-records');

const known = {
  'before-lines.json': { shards: 0, hosts: [] },
  'first.json': { shards: 0, hosts: [] },
  'lines.ndjson': { shards: 2, hosts: ['host-1', 'host-2'] },
  'lines.ndjson.gz': { shards: 2, hosts: ['host-1', 'host-2'] },
} as const;

test('records of every earlier version are read, with the figures that they were written with', async (t) => {
  t.deepEqual(readdirSync(folder).toSorted(), Object.keys(known));
  for (const [name, { shards, hosts }] of Object.entries(known)) {
    const record = await readRecord(join(folder, name));
    t.is(record.environment.cpuModel, 'AMD EPYC 7B13', name);
    t.is(record.shards?.length ?? 0, shards);
    t.deepEqual(record.shards?.map(({ environment }) => environment.origin?.host) ?? [], hosts);
    const [cell] = record.cells;
    t.is(cell?.cell.id, 'old');
    t.is(cell?.exactAgree, true);
    t.deepEqual(
      cell?.exact.map(({ counts }) => [counts?.operations, counts?.stats.bytesPeak]),
      [
        [40, 1800],
        [40, 1800],
      ],
    );
    t.is(cell?.summary.writesPerSecond?.n, 1);
    const figures = await readRunFigures(join(folder, name));
    t.is(figures.cells[0]?.exact[1]?.counts?.stats.bytesPeak, 1800);
  }
});

test('records of every earlier version go from one form to the other and back without a change', async (t) => {
  for (const name of Object.keys(known)) {
    const text = formatRecord(await readRecord(join(folder, name)));
    for (const form of ['copy.ndjson', 'copy.json', 'copy.ndjson.gz']) {
      await writeRecord(join(copies, form), await readRecord(join(folder, name)));
      t.is(formatRecord(await readRecord(join(copies, form))), text, `${name} as ${form}`);
    }
  }
});

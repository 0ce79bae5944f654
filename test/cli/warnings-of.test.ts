import test from 'ava';
import { runTable } from '../../src/cli/text/lab/run-table.ts';
import { warningsOf } from '../../src/cli/text/lab/warnings-of.ts';
import { cellWarnings } from '../../src/lab/run/result/cell-warnings.ts';
import { resultsCsv } from '../../src/lab/record/csv/results-csv.ts';
import { parseRecord } from '../../src/lab/record/record-file.ts';
import { renderReport } from '../../src/report/run/render-report.ts';
import { makeRecord, shippedPlans } from '../support/make-record.ts';

test('a sentence about every cell stands alone, one about some names them', (t) => {
  const record = makeRecord(['few', 'many'].map((id) => ({ id, run: { inserts: 100 } })));
  const [first, second] = record.cells;
  if (first === undefined || second === undefined) throw new Error('expected two cells');
  const all = { code: 'limit', message: 'CPUs: 4 asked, this machine has 2.' };
  const some = { code: 'few-rounds', message: 'Only 1 of 5 timed rounds gave a measurement.' };
  t.deepEqual(
    warningsOf({
      ...record,
      warnings: [{ code: 'interrupted', message: 'The run was interrupted.' }],
      cells: [
        { ...first, warnings: [all, some] },
        { ...second, warnings: [all] },
      ],
    }),
    [
      'The run was interrupted.',
      'CPUs: 4 asked, this machine has 2.',
      'few: Only 1 of 5 timed rounds gave a measurement.',
    ],
  );
});

test('every limit that was not enforced is said, each once and by its name', (t) => {
  const [cell] = makeRecord([{ id: 'one', run: { inserts: 100 } }]).cells;
  if (cell === undefined) throw new Error('expected a cell');
  const none = { asked: 0, applied: null, readBack: null, mechanism: 'none' } as const;
  const enforced = { ...none, applied: 0, mechanism: 'cgroup-v1', remark: '' } as const;
  const limits = {
    asked: { memoryBytes: 1, cpus: 1 },
    memoryBytes: { ...enforced, mechanism: 'v8-heap', remark: 'only the heap' },
    cpus: enforced,
    swapBytes: { ...none, remark: 'not enforced: no swap accounting' },
    processes: { ...none, remark: 'not enforced: no pids' },
    cpuSet: { ...none, asked: '0', remark: 'not enforced: no taskset' },
  } as const;
  const exact = cell.exact.map((run) => ({ ...run, limits }));
  t.deepEqual(
    cellWarnings({ ...cell.cell, rounds: 0 }, exact, true, []).map(({ message }) => message),
    [
      'Memory: only the heap.',
      'Swap: not enforced: no swap accounting.',
      'CPU set: not enforced: no taskset.',
      'Processes: not enforced: no pids.',
    ],
  );
});

test('a limit of processes that refused some is said', (t) => {
  const [cell] = makeRecord([{ id: 'one', run: { inserts: 100 } }]).cells;
  if (cell === undefined) throw new Error('expected a cell');
  const exact = cell.exact.map((run, index) => ({
    ...run,
    usage: { ...run.usage, processesRefused: index === 0 ? 41 : 0 },
  }));
  t.deepEqual(
    cellWarnings({ ...cell.cell, rounds: 0 }, exact, true, []).filter(({ message }) =>
      message.includes('refused'),
    ),
    [
      {
        code: 'limit',
        message: 'The limit of processes refused up to 41 of them, in 1 of 2 runs of this cell.',
      },
    ],
  );
});

test('rounds that are no measurement say why', (t) => {
  const reason = 'generator saturated: it left out 3 of 10 operations';
  const [cell] = makeRecord([
    {
      id: 'one',
      run: { inserts: 100 },
      rounds: [{ kind: 'completed' }, { kind: 'invalid', reason }],
    },
  ]).cells;
  if (cell === undefined) throw new Error('expected a cell');
  t.deepEqual(
    cellWarnings(cell.cell, [], true, cell.rounds).flatMap(({ code, message }) =>
      code === 'few-rounds' ? message : [],
    ),
    [`Only 1 of ${cell.cell.rounds} timed rounds gave a measurement: ${reason}.`],
  );
});

test('a run says rates and ratios in the size that they have', (t) => {
  const record = makeRecord([
    { id: 'memory', run: { inserts: 100 }, nsPerWrite: 100 },
    { id: 'network', run: { inserts: 100 }, nsPerWrite: 250_000 },
  ]);
  const text = runTable(record, 200);
  t.regex(text, /^memory .* {2}9\.28 M +6\.10 x /m);
  t.regex(text, /^network .* {2}3,669 +0\.0024 x /m);
});

test('a percentile below the clock says so in terminal, CSV and page, in records of today and before', async (t) => {
  const plan = { id: 'short', run: { inserts: 200_000 }, nsPerWrite: 20 };
  const today = await parseRecord(JSON.stringify(makeRecord([{ ...plan, belowNs: 40 }])), 'today');
  t.regex(runTable(today, 200), / {2}< 40 ns {2}[\d.]+ ms$/m);
  const [header = '', row = ''] = resultsCsv(today).split('\n');
  const cells = Object.fromEntries(header.split(',').map((name, at) => [name, row.split(',')[at]]));
  t.is(cells['latency all p50 (ns)'], '< 40');
  t.is(cells['latency normal max (ns)'], '< 40');
  t.is(cells["latency normal share below the clock's resolution"], '1');
  t.regex(cells['latency growing max (ns)'] ?? '', /^\d+$/);
  const page = await renderReport(today);
  t.regex(page, /p50<\/t[hd]>\s*<td[^>]*>&lt; 40.ns</);
  t.regex(page, /normal &lt; 40.ns, p99 &lt; 40.ns, at most &lt; 40.ns/);
  // No sentence makes a ratio of it.
  t.notRegex(page, /times the median write|\b0 ns\b/);
  const before = await parseRecord(JSON.stringify(makeRecord([plan])), 'before');
  t.notRegex(runTable(before, 200), /</);
  t.regex(await renderReport(before), /times the median write/);
});

test('the table of a run fits the terminal: what says least goes first, names stay whole', (t) => {
  const record = makeRecord(shippedPlans);
  for (const columns of [80, 100, 120]) {
    const lines = runTable(record, columns).split('\n');
    t.true(Math.max(...lines.map((line) => line.length)) <= columns, `${columns} columns`);
  }
  t.regex(runTable(record, 80), /^cell +outcome +entries +peak, MiB +growths\n/);
  t.regex(runTable(record, 200), / +yardstick +p99 +max\n/);
  t.regex(runTable(record, 10), /^cell +outcome +entries +peak, MiB\n/);
});

import test from 'ava';
import { baselineDocument } from '../../../src/lab/compare/baseline/baseline-document.ts';
import { compareOptions } from '../../../src/lab/compare/compare-options.ts';
import { compareRecords, compareRuns } from '../../../src/lab/compare/compare-runs.ts';
import { historyRuns } from '../../../src/lab/compare/history/history-points.ts';
import { historyOf } from '../../../src/lab/compare/history/history.ts';
import { parseBaseline } from '../../../src/lab/compare/baseline/parse-baseline.ts';
import { parseRunFigures } from '../../../src/lab/compare/figures/read-run-figures.ts';
import { validateBaseline } from '../../../src/lab/compare/baseline/validate-baseline.ts';
import { formatDocument } from '../../../src/lab/record/document-file.ts';
import { parseRecord } from '../../../src/lab/record/record-file.ts';
import { everyOutcomePlans, makeRecord, shippedPlans } from '../../support/make-record.ts';

const options = compareOptions();

test('a baseline is read back with every figure that is compared, and anything else is refused by name', (t) => {
  const [short, ...others] = shippedPlans.slice(0, 4);
  if (short === undefined) throw new Error('expected a plan');
  const first = makeRecord([{ ...short, belowNs: 40 }, ...others]);
  const check = validateBaseline(first, { ...first, id: 'second' });
  t.is(check.kind, 'agreed');
  if (check.kind !== 'agreed') return;
  const text = formatDocument(baselineDocument(check.baseline));
  const read = parseBaseline(text, 'main.json');
  const { batches, acceptances } = read;
  const candidate = [first, first] as const;
  const verdicts = (baseline: typeof candidate | typeof batches) =>
    compareRuns({ baseline, candidate, acceptances }, options).metrics;
  t.deepEqual(verdicts(batches), verdicts(check.baseline.batches));
  t.true(verdicts(batches).some(({ verdict }) => verdict.message.startsWith('< 40 ns -> < 40 ns')));
  // Read and written once more it is the same file, to the byte.
  t.is(formatDocument(baselineDocument(read)), text);
  const refuse = (bad: string, message: RegExp): void => {
    t.throws(() => parseBaseline(bad, 'main.json'), { name: 'SandboxError', message });
  };
  refuse('', /main\.json: it is empty/);
  refuse(text.slice(0, 200), /main\.json: it is cut off/);
  refuse('{"kind":"other"}', /it is no mapswell baseline: .*got "other"/);
  refuse(text.replace('"version": 2', '"version": 3'), /newer mapswell/);
  refuse(
    text.replace('"version": 2', '"version": 1'),
    /written by an older mapswell: its version is 1, this program reads 2$/,
  );
  refuse('{"kind":"mapswell-baseline","version":2}', /expected batches to be a list, got nothing/);
  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['"bytesPeak": ', '"bytesPeak": -', /cells\[0\]\.exact\.counts\.stats\.bytesPeak/],
    ['"operation": [', '"operation": ["x", ', /expected .*\.operation\[0\] to be whole numbers/],
    ['"completed"', '"complete"', /outcome.* to be one of completed, out-of-memory/],
    ['"writesPerSecond": [', '"writes": [', /writesPerSecond to be a list of numbers/],
    ['"target": "reference"', '"target": "x"', /cells\[0\]\.cell\.target to be one of reference/],
  ];
  for (const [from, to, message] of broken) {
    t.true(text.includes(from), from);
    refuse(text.replace(from, to), message);
  }
});

test('a baseline of two batches is a fraction of a record', (t) => {
  const first = makeRecord(shippedPlans);
  const check = validateBaseline(first, { ...first, id: 'second' });
  t.is(check.kind, 'agreed');
  if (check.kind !== 'agreed') return;
  const bytes = formatDocument(baselineDocument(check.baseline)).length;
  t.true(bytes < 400_000, String(bytes));
});

test('a record is read for a comparison as its schema reads it', async (t) => {
  const record = makeRecord(everyOutcomePlans);
  const text = formatDocument(record);
  const quick = parseRunFigures(text, 'record.json');
  const whole = await parseRecord(text, 'record.json');
  const against = (candidate: typeof quick) => compareRecords(whole, candidate, options);
  t.deepEqual(against(quick), against(whole));
  t.deepEqual(historyOf(historyRuns([quick])), historyOf(historyRuns([whole])));
  for (const [from, to, message] of [
    ['"writesPerSecond": ', '"writesPerSecond": -', /measurement\.writesPerSecond to be a number/],
    ['"isComplete": true', '"isComplete": 1', /isComplete to be true or false, got 1/],
    ['"exactAgree": true', '"exactAgree": "yes"', /cells\[0\]\.exactAgree to be true or false/],
    ['"2025-11-22T21:18:04.512Z"', '"2025-13-45T21:18:04.512Z"', /startedAt to be a moment in UTC/],
    ['"2025-11-22T21:18:04.512Z"', '"yesterday"', /startedAt to be a moment in UTC such as/],
    [
      '"2025-11-22T21:19:21.007Z"',
      '"2025-11-22T21:17:00Z"',
      /finishedAt to be no earlier than startedAt, 2025-11-22T21:18:04\.512Z/,
    ],
    ['"counts": [\n', '"counts": [["x", 1],\n', /latency\.\w+\.counts to be a list of pairs/],
    ['"kind": "mapswell-record"', '"kind": "mapswell-trace"', /it is no mapswell record/],
  ] as const) {
    t.true(text.includes(from), from);
    t.throws(() => parseRunFigures(text.replace(from, to), 'record.json'), { message });
  }
});

test('one byte or one allocation more in any cell is found against the baseline as it is written', (t) => {
  const first = makeRecord(shippedPlans);
  const check = validateBaseline(first, { ...first, id: 'second' });
  if (check.kind !== 'agreed') throw new Error(check.disagreements[0]?.message);
  const text = formatDocument(baselineDocument(check.baseline));
  const { batches, acceptances } = parseBaseline(text, 'main.json');
  const names = {
    bytesHeld: 'bytes-held',
    bytesPeak: 'bytes-peak',
    totalBytesAllocated: 'bytes-allocated',
    totalAllocations: 'allocations',
  } as const;
  let found = 0;
  for (const place of first.cells.keys())
    for (const [key, metric] of Object.entries(names)) {
      const cells = first.cells.map((cell, index) =>
        index !== place
          ? cell
          : Object.assign({}, cell, {
              exact: cell.exact.map((run) =>
                Object.assign({}, run, {
                  counts: run.counts && {
                    ...run.counts,
                    stats: { ...run.counts.stats, [key]: Reflect.get(run.counts.stats, key) + 1 },
                  },
                }),
              ),
            }),
      );
      const runs = { baseline: batches, candidate: [{ ...first, cells }] as const, acceptances };
      const { metrics, outcome } = compareRuns(runs, { ...options, gate: [] });
      t.is(outcome, 'regressed');
      const regressed = metrics.filter(({ verdict }) => verdict.kind === 'regressed');
      t.deepEqual(
        regressed.map((one) => [one.cell, one.metric, one.verdict.message.slice(-4)]),
        [[first.cells[place]?.cell.id ?? '', metric, '(+1)']],
      );
      found += regressed.length;
    }
  t.is(found, 48);
});

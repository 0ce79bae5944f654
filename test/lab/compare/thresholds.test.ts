import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import type { CellThresholds } from '../../../src/lab/config/schema/thresholds/thresholds.ts';
import { parseBound } from '../../../src/lab/config/schema/thresholds/parse-threshold.ts';
import { gateFindings } from '../../../src/lab/compare/thresholds/gate-findings.ts';
import { formatGithub } from '../../../src/report/formats/github.ts';
import { formatJunit } from '../../../src/report/formats/junit.ts';
import { formatMarkdown } from '../../../src/report/formats/markdown.ts';
import { judgeRun, type RunGate } from '../../../src/lab/compare/thresholds/run-gate.ts';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import { type CellPlan, makeRecord } from '../../support/make-record.ts';

const full = {
  kind: 'out-of-memory',
  operation: 1705,
  entries: 1704,
  bytesHeld: 40_000,
  bytesRefused: 80_000,
  limitBytes: 100_000,
  growth: null,
} as const;

/** A record of one cell with thresholds. */
function recordWith(thresholds: CellThresholds, plan: Partial<CellPlan> = {}): RunRecord {
  return makeRecord([{ id: 'x', run: { inserts: 2000 }, ...plan, cell: { thresholds } }]);
}

function judged(thresholds: CellThresholds, plan: Partial<CellPlan> = {}): readonly string[] {
  return judgeRun(recordWith(thresholds, plan))
    .verdicts.filter(({ figure }) => figure !== 'outcome')
    .map(({ kind, figure, message }) => `${kind} ${figure}: ${message}`);
}

/** The rounds take 100, 101, ... ns a write, but for a factor of each. */
function withSpeeds(record: RunRecord, factors: readonly number[]): RunRecord {
  return {
    ...record,
    cells: record.cells.map((cell) => ({
      ...cell,
      rounds: cell.rounds.slice(0, factors.length).map((round, index) => {
        const nsPerWrite = 100 * (factors[index] ?? 1);
        const measurement =
          round.measurement === null ? null : { ...round.measurement, nsPerWrite };
        return Object.assign({}, round, { measurement });
      }),
    })),
  };
}

test('a bound is read with its unit, and what is none is refused', (t) => {
  t.deepEqual(parseBound('<400MiB', 'bytes'), { relation: '<', value: 400 * 2 ** 20 });
  t.deepEqual(parseBound('<= 90.5', 'bytes'), { relation: '<=', value: 90.5 });
  t.deepEqual(parseBound('>1.5ms', 'time'), { relation: '>', value: 1_500_000 });
  t.deepEqual(parseBound('>=2M/s', 'rate'), { relation: '>=', value: 2_000_000 });
  t.deepEqual(parseBound('>50_000', 'rate'), { relation: '>', value: 50_000 });
  for (const [text, unit] of [
    ['400MiB', 'bytes'],
    ['<400M', 'bytes'],
    ['<1', 'time'],
    ['=1ms', 'time'],
    ['<', 'count'],
    ['<ten', 'count'],
  ] as const)
    t.is(parseBound(text, unit), null, text);
});

test('counts pass or fail with their margin, from either side', (t) => {
  t.deepEqual(
    judged({ entries: '>=2000', growths: '<9', peakBytes: '<60kB', heldBytes: '<400MiB' }),
    [
      'pass entries: 2,000, exactly at 2,000',
      'fail growths: 9, exactly at 9',
      'fail peakBytes: 120.1 KiB, 2.0 times 58.6 KiB',
      'pass heldBytes: 80.1 KiB, 99.9 % below 400 MiB',
    ],
  );
});

/** What is said of nanoseconds per write with rounds of so many times 100. */
function speedOf(bound: string, factors: readonly number[]): string {
  const record = withSpeeds(recordWith({ nsPerWrite: bound }), factors);
  return judgeRun(record).verdicts.find(({ figure }) => figure !== 'outcome')?.message ?? '';
}

test('a time passes or fails where its interval lies on one side, and is inconclusive else', (t) => {
  // exp(mean of logs -+ t(0.975, 4) * sd / sqrt(5)), of 90, 95, ... 110 by Python's statistics and t = 2.7764451: 89.9 to 110.
  t.is(
    speedOf('<150ns', [0.9, 0.95, 1, 1.05, 1.1]),
    '100 ns, 33 % below 150 ns (90 ns to 110 ns at 95 %, 5 rounds)',
  );
  t.is(
    speedOf('<40ns', [0.9, 0.95, 1, 1.05, 1.1]),
    '100 ns, 2.5 times 40 ns (90 ns to 110 ns at 95 %, 5 rounds)',
  );
  t.is(
    speedOf('<105ns', [0.9, 0.95, 1, 1.05, 1.1]),
    '100 ns for < 105 ns, but 90 ns to 110 ns at 95 % over 5 rounds holds the bound: more rounds narrow it',
  );
  t.is(
    speedOf('<105ns', [1]),
    '100 ns for < 105 ns, but one round has no interval: more or longer rounds have one',
  );
});

test('whether a map fits is what became of its cell', (t) => {
  t.deepEqual(judged({ fits: true }), [
    'pass fits: fits into 2 GiB: 3.5 MiB with 1,665 entries (table 120.1 KiB counted, runtime of Go 3.3 MiB, garbage 38.0 KiB, the rest computed)',
  ]);
  t.deepEqual(judged({ fits: true }, { exactOutcome: full }), [
    'fail fits: does not fit: ended at 1,704 entries',
  ]);
  t.deepEqual(judged({ fits: false }, { exactOutcome: full }), [
    'pass fits: does not fit: ended at 1,704 entries',
  ]);
  const killed = { kind: 'killed', signal: 'SIGKILL', by: 'time-limit', last: null } as const;
  t.deepEqual(judged({ fits: true }, { rounds: [killed] }), [
    'invalid fits: whether it fits is unknown: killed',
  ]);
});

const open = { key: 'string', value: '[]byte', limits: { memoryBytes: 64 * 2 ** 20, cpus: 1 } };

function sizes(bytes: number): Pick<Cell, 'payload'> {
  return { payload: { valueBytes: { kind: 'fixed', bytes } } };
}

function fitOf(cell: CellPlan['cell'], fits = true): string {
  const plan = { id: 'x', run: { inserts: 2000 }, cell: { ...cell, thresholds: { fits } } };
  const verdicts = judgeRun(makeRecord([plan])).verdicts;
  return verdicts
    .flatMap(({ figure, kind, message }) => (figure === 'fits' ? [`${kind} ${message}`] : []))
    .join();
}

test('a map fits with what its entries carry, and where that is unknown its table alone does', (t) => {
  t.regex(
    fitOf(open),
    /^invalid the table alone fits into 64 MiB: .*; what \[\]byte in the values holds is not counted \(payload\.valueBytes\)$/,
  );
  t.regex(fitOf({ ...open, ...sizes(512) }), /^pass fits into 64 MiB: .* payload 1\.0 MiB/);
  // 2,000 times 40,960, the size class of 40,000, beside keys of 16.
  t.regex(
    fitOf({ ...open, ...sizes(40_000) }),
    /^fail does not fit into 64 MiB: 8.\.. MiB with 2,000 entries \(.*payload 78\.2 MiB/,
  );
  t.regex(fitOf({ ...open, ...sizes(40_000) }, false), /^pass does not fit/);
});

test('a rate that was not kept says nothing against the memory', (t) => {
  const late = { kind: 'invalid', reason: 'generator saturated' } as const;
  const record = recordWith({ fits: true }, { rounds: [late] });
  const [cell] = record.cells;
  const [doubtful] = recordWith({}, { rounds: [{ kind: 'completed' }] }).cells[0]?.rounds ?? [];
  if (cell === undefined || doubtful?.measurement === undefined || doubtful.measurement === null)
    throw new Error('expected a measurement');
  const verdictOf = (rounds: typeof cell.rounds): string | undefined =>
    judgeRun({ ...record, cells: [{ ...cell, rounds }] }).verdicts.find(
      ({ figure }) => figure === 'fits',
    )?.kind;
  t.is(verdictOf(cell.rounds), 'invalid');
  const { measurement } = doubtful;
  t.is(
    verdictOf(cell.rounds.map((round) => Object.assign({}, round, { doubtful: measurement }))),
    'pass',
  );
});

test('a figure that is missing is no pass', (t) => {
  t.deepEqual(judged({ growths: '<99' }, { hasCounts: false }), [
    'invalid growths: no figure for < 99: nothing of this cell was counted',
  ]);
  t.deepEqual(judged({ growths: '<99' }, { exactAgree: false }), [
    'invalid growths: no figure for < 99: the two exact processes counted differently',
  ]);
  const failed = { kind: 'failed', message: 'no', last: null } as const;
  t.deepEqual(judged({ p99: '<1s' }, { rounds: [failed] }), [
    'invalid p99: no figure for < 1.00 s: no round gave a measurement',
  ]);
});

const gate: RunGate = {
  id: 'run',
  startedAt: '2026-01-02T03:04:05.000Z',
  outcome: 'fail',
  verdicts: [
    { kind: 'pass', cell: 'a', figure: 'outcome', message: 'completed' },
    { kind: 'fail', cell: 'a', figure: 'peakBytes', message: '2 | 3' },
    { kind: 'inconclusive', cell: 'b', figure: 'p99', message: '<1ms & more' },
    { kind: 'invalid', cell: 'b', figure: 'growths', message: '50 % of it' },
  ],
};

test('JUnit has a suite for each cell, and a case for its end and each threshold', (t) => {
  t.is(
    formatJunit(gateFindings(gate)),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="mapswell run" tests="4" failures="1" errors="1">
  <testsuite name="a" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="a" name="outcome"/>
    <testcase classname="a" name="peakBytes"><failure message="2 | 3" type="fail">run: run, 2026-01-02T03:04:05.000Z</failure></testcase>
  </testsuite>
  <testsuite name="b" tests="2" failures="0" errors="1" skipped="1">
    <testcase classname="b" name="p99"><skipped message="inconclusive: &lt;1ms &amp; more"/></testcase>
    <testcase classname="b" name="growths"><error message="50 % of it" type="invalid">run: run, 2026-01-02T03:04:05.000Z</error></testcase>
  </testsuite>
</testsuites>
`,
  );
  t.true(formatJunit(gateFindings(gate, { failsOnInconclusive: true })).includes('failures="2"'));
});

test('Markdown and GitHub show the worst first, escaped for where they stand', (t) => {
  t.true(
    formatMarkdown(gateFindings(gate), {
      title: 'mapswell run',
      place: 'Cell',
      rule: 'Figure',
    }).startsWith(String.raw`## mapswell run: fail

1 fail, 1 invalid, 1 inconclusive, 1 pass.

| Verdict | Cell | Figure | |
| --- | --- | --- | --- |
| **fail** | a | peakBytes | 2 \| 3 |
| **invalid** | b | growths | 50 % of it |
`),
  );
  t.is(
    formatGithub(gateFindings(gate)),
    `::error title=fail%3A a%2C peakBytes::2 | 3
::error title=invalid%3A b%2C growths::50 %25 of it
::warning title=inconclusive%3A b%2C p99::<1ms & more
`,
  );
});

test('every unit is written as a reader of it writes it', (t) => {
  const kinds = judged(
    {
      allocsPerOp: '<0.5',
      bytesPerOp: '<1000GiB',
      bytesPerEntry: '>0B',
      cpuSeconds: '<1us',
      peakRssBytes: '>1B',
      writesPerSecond: '>1',
      yardstickRatio: '>0.001',
      max: '<1000s',
      p50: '>=0ns',
    },
    {},
  );
  const shown = Object.fromEntries(
    kinds.map((line) => [/ (\w+):/.exec(line)?.[1], line.replace(/^.*?: /, '')]),
  );
  t.regex(shown['allocsPerOp'] ?? '', /^0\.0\d\d, 9\d(?:\.\d)? % below 0\.500$/);
  t.regex(shown['bytesPerOp'] ?? '', /^\d+\.\d B, 99\.9 % below 1,000 GiB$/);
  t.regex(shown['bytesPerEntry'] ?? '', /^\d+\.\d B, \d.* above 0 B$/);
  t.regex(shown['cpuSeconds'] ?? '', /^\d+\.\d\d ms, [\d,.]+ times 1\.0 us/);
  t.regex(shown['peakRssBytes'] ?? '', /^\d+\.\d MiB, [\d,.]+ times 1 B/);
  t.regex(shown['writesPerSecond'] ?? '', /^\d+\.\d\d M\/s, [\d,.]+ times 1\/s/);
  t.regex(shown['yardstickRatio'] ?? '', /^\d+\.\d{3}, [\d,.]+ times 0\.001/);
  t.regex(shown['max'] ?? '', / 99\.9 % below 1,000\.00 s/);
  t.regex(shown['p50'] ?? '', /^(\d+ ns), \1 above 0 ns /);
});

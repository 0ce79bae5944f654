import test from 'ava';
import type { MapQuality } from '../../src/maps/figures/map-quality.ts';
import type { MapShape } from '../../src/maps/figures/map-shape.ts';
import type { HttpMeasurement } from '../../src/lab/record/http-result.ts';
import { latencyBuckets } from '../../src/lab/record/figures/latency-bucket.ts';
import type { ModuleMeasurement } from '../../src/lab/record/module-result.ts';
import type { CellRecord, RunRecord } from '../../src/lab/record/run-record.ts';
import { summariseRaces } from '../../src/lab/record/figures/summarise-races.ts';
import type { LatencyHistogram } from '../../src/lab/record/latency-histogram.ts';
import type { TimedMeasurement } from '../../src/lab/record/timed-result.ts';
import { bitRanges } from '../../src/report/run/figures/bit-ranges.ts';
import { chartsOfCell } from '../../src/report/run/charts/charts-of-cell.ts';
import { expectedSearches } from '../../src/report/run/figures/expected-searches.ts';
import { findingsOfCell } from '../../src/report/run/findings/findings.ts';
import { worstDifference } from '../../src/report/run/figures/heap-difference.ts';
import { renderChart } from '../../src/report/kit/drawing/render-chart.ts';
import { renderReport } from '../../src/report/run/render-report.ts';
import { slicesByGrowth } from '../../src/report/run/figures/slices-of-growth.ts';
import type { ClaimsReport } from '../../src/lab/verify/claims/claim.ts';
import { testModelClaims } from '../../src/lab/verify/claims/test-claims.ts';
import { hostileName, makeRecord } from '../support/make-record.ts';

const plain = makeRecord([{ id: 'x', run: { inserts: 2000 } }]);

/** A record of one cell that was changed. */
function recordOf(change: (cell: CellRecord) => CellRecord): RunRecord {
  return { ...plain, cells: plain.cells.map((cell) => change(cell)) };
}

function withMeasurement(extra: Partial<TimedMeasurement>): (cell: CellRecord) => CellRecord {
  return (cell) => ({
    ...cell,
    rounds: cell.rounds.map((round) =>
      Object.assign({}, round, {
        measurement: round.measurement === null ? null : { ...round.measurement, ...extra },
      }),
    ),
  });
}

function cellOf(record: RunRecord): CellRecord {
  const [cell] = record.cells;
  if (cell === undefined) throw new Error('expected a cell, got none');
  return cell;
}

function sentencesOf(record: RunRecord): readonly string[] {
  return findingsOfCell(cellOf(record), 0, record.cells).map(({ sentence }) => sentence);
}

/** The text of a page, tags and repeated space left out. */
async function textOf(record: RunRecord, claims?: ClaimsReport): Promise<string> {
  const page = await renderReport(record, claims === undefined ? {} : { claims });
  return page
    .slice(page.indexOf('<main>'))
    .replaceAll(/<svg[\s\S]*?<\/svg>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0]+/g, ' ');
}

function histogram(ns: number, samples: number): LatencyHistogram {
  return {
    subBucketsPerOctave: 64,
    counts: samples === 0 ? [] : [[latencyBuckets.of(ns), samples]],
    samples,
    weight: samples,
    minNs: samples === 0 ? 0 : ns,
    maxNs: samples === 0 ? 0 : ns,
  };
}

const shape: MapShape = {
  bytesTable: 81_968,
  bytesOldTable: 41_024,
  bytesHeaders: 72,
  bytesEntries: 0,
  sparesLeft: 12,
  tombstones: null,
  tables: null,
  directoryEntries: null,
  evacuation: {
    oldBuckets: 256,
    movedBuckets: 56,
    fewestWritesLeft: 100,
    mostWritesLeft: 200,
    isStalled: true,
  },
  reseeds: 0,
};

const quality: MapQuality = {
  entries: 2000,
  hitProbes: [0, 1900, 100],
  missProbes: [0, 0.84, 0.16],
  meanHitProbes: 1.05,
  meanMissProbes: 1.16,
  entriesPerHome: [10, 60, 186],
  expectedEntriesPerHome: [8, 62, 186],
  tagFalsePositives: 30,
  stuckBits: [0, 1, 2, 9],
  tombstones: 500,
};

function withTable(
  table: { readonly shape?: MapShape; readonly quality?: MapQuality },
  map: 'go1.22' | 'go1.24' = 'go1.22',
): RunRecord {
  return recordOf((cell) => ({
    ...cell,
    cell: { ...cell.cell, map },
    exact: cell.exact.map((run) =>
      Object.assign({}, run, { counts: run.counts === null ? null : { ...run.counts, ...table } }),
    ),
  }));
}

test('a cell says what its table is made of, how searches go, and what is stuck', async (t) => {
  const record = withTable({ shape, quality });
  const text = await textOf(record);
  for (const words of [
    'Table and searches: 1.050 buckets per hit, 1.160 per miss, 4 stuck hash bits',
    'table in use 80.0 KiB',
    'old table 40.1 KiB until its growth ends',
    'spare overflow buckets left 12',
    'growths: double 9',
    'stalled growth 56 of 256 old buckets moved; 100 to 200 writes would end it',
    'stuck hash bits 4 alike in all entries: 0 to 2, 9',
    'keys compared in vain 30 0.0150 per hit: 8 bits of the hash were alike',
    'deleted slots passed 500 20 % of those in use',
    '1 95 % 84 %',
    '2 5 % 16 %',
    'mean 1.0500 1.1600',
  ])
    t.true(text.includes(words), `${words}\n${text}`);
  t.deepEqual(sentencesOf(record).slice(0, 3), [
    'keeps 40.1 KiB of an old table, because writes stopped when 56 of 256 old buckets had been moved: 100 writes more, or up to twice as many, would free it',
    'has 4 stuck hash bits (0 to 2, 9): they are alike in all 2,000 entries and tell none apart',
    'ends with 500 deleted slots that searches still pass, 20 % of those in use',
  ]);
});

test('searches stand beside what chance makes, where no growth is under way', async (t) => {
  const resting = { ...shape, evacuation: null };
  // Of 16 entries, in buckets of 9 and of 7, 15 lie in a first bucket.
  const expected = [0, 0, 0, 0, 0, 0, 0, 1, 0, 1];
  const classic = { ...quality, expectedEntriesPerHome: expected };
  const text = await textOf(withTable({ shape: resting, quality: classic }));
  t.true(text.includes('1 95 % 94 % 84 % 50 %'), text);
  t.true(text.includes('2 5 % 6.3 % 16 % 50 %'));
});

test('a Swiss map shows the entries of its home groups beside those of chance', (t) => {
  const record = withTable({ quality }, 'go1.24');
  const charts = chartsOfCell(cellOf(record), record.yardstick);
  const { chart } = charts.find(({ name }) => name === 'chains') ?? {};
  t.is(chart?.title, 'Entries per home group');
  t.is(
    chart?.caption,
    'The searches for up to 2 entries begin in one group of 8 slots; chance makes up to 2. A hit among 2,000 entries visits 1.050 groups on average.',
  );
});

test('the searches that chance makes follow from the distribution of entries', (t) => {
  // Python: p = [exp(-6.5) * 6.5**k / factorial(k) for k in range(60)];
  // sum(p[:9]), sum(p[9:17]), sum(p[k] * min(k, 8) for k in range(60)) / 6.5
  let p = Math.exp(-6.5);
  const poisson = Array.from({ length: 60 }, (_, k) => {
    const here = p;
    p *= 6.5 / (k + 1);
    return here;
  });
  const { hits, misses } = expectedSearches(poisson);
  t.deepEqual(
    [misses[1], misses[2], hits[1], hits[2]].map((share) => share?.toFixed(6)),
    ['0.791573', '0.207997', '0.929283', '0.070616'],
  );
  t.deepEqual(expectedSearches([]), { hits: [0, 0], misses: [0, 0] });
  t.is(bitRanges([0, 1, 2, 5, 7, 8]), '0 to 2, 5, 7 to 8');
  t.is(bitRanges([]), '');
});

const heap = {
  steps: [
    { operation: 1025, entries: 1025, modelBytes: 57_416, heapBytes: 57_500 },
    { operation: 2049, entries: 2049, modelBytes: 114_760, heapBytes: 114_700 },
  ],
  heapBytes: 190_000,
  modelBytes: 114_760,
  entries: 3000,
};

function withHeap(account: typeof heap): RunRecord {
  return recordOf((cell) => ({
    ...cell,
    exact: cell.exact.map((run) => Object.assign({}, run, { heap: account })),
  }));
}

test('model and measured heap stand side by side, in a chart, a table and a sentence', async (t) => {
  const record = withHeap(heap);
  const text = await textOf(record);
  t.true(text.includes('1,025 1,025 57,416 B 57,500 B +84 B'), text);
  t.true(text.includes('2,049 2,049 114,760 B 114,700 B -60 B'));
  t.true(
    text.includes(
      '3,000 entries at the end take 185.5 KiB of the heap with keys and values, 112.1 KiB of them the table by the model',
    ),
  );
  const sentence =
    'takes the share of the heap that the model says: over 2 growths they differ by 84 B at most, less than 0.1 % of the largest table';
  t.true(sentencesOf(record).includes(sentence), sentencesOf(record).join('\n'));
  const charts = chartsOfCell(cellOf(record), record.yardstick);
  const chart = charts.find(({ name }) => name === 'heap')?.chart;
  if (chart === undefined) return t.fail();
  t.regex(chart.description, /^Bytes of the map by its model, as steps over 2,000 operations/);
  const { svgs, warnings } = await renderChart(chart, 'h');
  t.deepEqual(warnings, []);
  t.true(svgs[0]?.includes('>bytes (KiB; dots: measured)</text>'));
  return undefined;
});

test('a heap that is not as the model says is a problem', (t) => {
  const [step] = heap.steps;
  const steps = step === undefined ? [] : [{ ...step, heapBytes: 2 * step.modelBytes }];
  t.deepEqual(worstDifference(steps), { bytes: 57_416, share: 1 });
  t.is(worstDifference([]), null);
  const [finding] = findingsOfCell(cellOf(withHeap({ ...heap, steps })), 0);
  t.is(
    finding?.sentence.startsWith('takes a different share of the heap than the model says'),
    true,
  );
});

const http: HttpMeasurement = {
  url: 'http://127.0.0.1:1',
  loop: 'open',
  connections: 16,
  durationMs: 400,
  requests: 400,
  errors: 2,
  requestsPerSecond: 1000,
  statusCounts: { 507: 1, 200: 399 },
  serviceTime: histogram(1_000_000, 400),
  slices: [
    { atMs: 0, requests: 100, p50Ns: 1e6, p99Ns: 2e6, maxNs: 3e6 },
    { atMs: 100, requests: 100, p50Ns: 1e6, p99Ns: 2e6, maxNs: 4e6 },
    { atMs: 200, requests: 100, p50Ns: 2e6, p99Ns: 9e6, maxNs: 2e7 },
    { atMs: 300, requests: 0, p50Ns: 0, p99Ns: 0, maxNs: 0 },
  ],
  growths: [
    { atMs: 20, durationMs: 0.1, kind: 'double', entries: 53, fromBuckets: 8, toBuckets: 16 },
    {
      atMs: 210,
      durationMs: 12,
      kind: 'double',
      entries: 9e4,
      fromBuckets: 8192,
      toBuckets: 16_384,
    },
  ],
  generator: {
    cpuCores: 0.5,
    eventLoopLagP99Ns: 2e6,
    lateness: histogram(1000, 400),
    lateStarts: 3,
  },
  scraped: [],
  watched: { pid: 1, cpuCores: 0.8, peakRssBytes: 9e7 },
};

test('response times lie over the growths of the map, and the rounds over HTTP side by side', async (t) => {
  const record = recordOf((cell) => ({
    ...withMeasurement({
      http,
      latency: {
        normal: histogram(1_500_000, 400),
        evacuating: histogram(0, 0),
        growing: histogram(0, 0),
      },
    })(cell),
    cell: { ...cell.cell, target: 'http', rate: { kind: 'poisson', perSecond: 1000 } },
  }));
  t.deepEqual(
    slicesByGrowth(http).growing.map(({ atMs }) => atMs),
    [200],
  );
  const sentence =
    'answers 4.50 times as slowly at p99 while its map grows, the largest to 16,384: 2.00 ms become 9.00 ms, and at most 20.0 ms';
  t.true(sentencesOf(record).includes(sentence), sentencesOf(record).join('\n'));
  const charts = chartsOfCell(cellOf(record), record.yardstick);
  const chart = charts.find(({ name }) => name === 'http')?.chart;
  if (chart === undefined) return t.fail();
  t.is(
    chart.caption,
    'Round 3, 400 requests; the map grew 2 times. p99 is 9.00 ms where it grows, 2.00 ms elsewhere; while growing at most 20.0 ms.',
  );
  const { svgs, warnings } = await renderChart(chart, 'h');
  t.deepEqual(warnings, []);
  t.is(svgs.length, 2);
  for (const words of ['→ 16,384', 'p50', 'p99', 'max', 'response time (log scale)'])
    t.true(svgs[0]?.includes(`>${words}</text>`), words);
  t.false(svgs[0]?.includes('>→ 16</text>'));
  const text = await textOf(record);
  for (const words of [
    'answers by status 200: 399, 507: 1 200: 399, 507: 1',
    'requests without an answer 2 2',
    'peak resident, service 85.8 MiB',
    'Arrivals by chance at 1,000 per second.',
    'p50 1.50 ms 1.00 ms 1.00 µs',
    'most 1.50 ms 1.00 ms 1.00 µs',
  ])
    t.true(text.includes(words), `${words}\n${text}`);
  return undefined;
});

test('operations that arrive at a rate: waiting beside work, and a saturated round is no number', async (t) => {
  const paced = {
    serviceTime: histogram(400, 5000),
    lateness: histogram(300, 5000),
    lateStarts: 7,
  };
  const latency = {
    normal: histogram(2_000_000, 5000),
    evacuating: histogram(0, 0),
    growing: histogram(0, 0),
  };
  const record = recordOf((cell) => {
    const measured = withMeasurement({ paced, latency })(cell);
    const reason = 'generator saturated: it left out 9 of 10 operations';
    return {
      ...measured,
      cell: { ...cell.cell, rate: { kind: 'constant', perSecond: 200_000 } },
      rounds: measured.rounds.map((round, index) =>
        index === 0
          ? Object.assign({}, round, { outcome: { kind: 'invalid', reason }, measurement: null })
          : round,
      ),
    };
  });
  const text = await textOf(record);
  for (const words of [
    'Arrivals at 200,000 per second. Response time runs from the moment at which an operation should have started',
    '1 round of 5: invalid, generator saturated.',
    'p99 2.00 ms 400 ns 300 ns',
  ])
    t.true(text.includes(words), `${words}\n${text}`);
  t.deepEqual(
    sentencesOf(record).filter((sentence) => /saturated|waiting/.test(sentence)),
    [
      'is no measurement: generator saturated: it left out 9 of 10 operations (in 1 of 5 rounds)',
      'keeps users waiting: 99 % of the operations are done within 2.00 ms of when they should have started, 5,000 times the 400 ns that they take',
    ],
  );
  // What was asked for stands before what the map does, behind problems only.
  t.regex(sentencesOf(record)[1] ?? '', /^keeps users waiting/);
});

function moduleOf(heapBytes: number): ModuleMeasurement {
  return {
    entries: 1000,
    heapBytes,
    externalBytes: 0,
    stats: null,
    gcPauses: histogram(500_000, 12),
    gcTotalMs: 6,
    allocatedBytes: 2_000_000,
    allocationSites: [
      { site: `set (${hostileName})`, bytes: 1_500_000 },
      { site: 'grow', bytes: 500_000 },
    ],
  };
}

test('a map of the user stands beside Map: heap, collector, allocations', async (t) => {
  const made = makeRecord([
    { id: 'native', run: { inserts: 1000 }, cell: { scenario: 's', target: 'native', map: 'v8' } },
    {
      id: 'own',
      run: { inserts: 1000 },
      cell: { scenario: 's', target: 'module', module: 'maps/own.ts', map: 'v8' },
    },
  ]);
  const record: RunRecord = {
    ...made,
    cells: made.cells.map((cell, index) =>
      withMeasurement({ module: moduleOf(index === 0 ? 50_000 : 120_000) })(cell),
    ),
  };
  const own = findingsOfCell(record.cells[1] ?? cellOf(record), 1, record.cells);
  t.true(
    own.some(
      ({ sentence }) =>
        sentence ===
        'takes 117.2 KiB of heap, 2.40 times the 48.8 KiB of Map, and stops for 500 µs at most to collect garbage',
    ),
  );
  const page = await renderReport(record);
  t.false(page.includes(hostileName));
  const text = await textOf(record);
  for (const words of [
    'Heap and collector, beside Map',
    'heap of the full map, MiB 0.114 0.048 2.40 times',
    'collector pauses 12 12 1.00 times',
    'grow 0.48 25 %',
  ])
    t.true(text.includes(words), `${words}\n${text}`);
});

test('races are counted: caught, missed by the flag, and lost', async (t) => {
  const races = {
    trials: 40,
    concurrentMapWrites: 3,
    concurrentMapReadAndMapWrite: 1,
    byRule: { entry: 3, exit: 1, 'no-empty-slot': 0 },
    trapped: 0,
    stuck: 2,
    silentlyDamaged: 30,
    overlaps: 1000,
    overlapsMissed: 990,
    keysWritten: 20_000,
    keysLost: 400,
    valuesLost: null,
  };
  const record = recordOf((cell) => {
    const summary = summariseRaces([races]);
    return summary === null ? cell : { ...cell, summary: { ...cell.summary, races: summary } };
  });
  // R 4: binom.test(4, 40)$conf.int, 0.02792542 0.23663701
  t.is(
    sentencesOf(record)[0],
    'is caught racing in 4 of 40 trials (10 %, between 2.8 % and 24 %); the flag missed 990 of 1,000 overlaps, and 400 keys were lost',
  );
  const text = await textOf(record);
  for (const words of [
    'ended by the check of the map 4 10 %, between 2.8 % and 24 %',
    'concurrent map writes 3 3 seen on the way in, 1 on the way out',
    'overlaps that the flag missed 990 99 % of them',
    'keys lost 400 2 % of them',
  ])
    t.true(text.includes(words), `${words}\n${text}`);
  t.false(text.includes('values lost'));
});

test('claims are a section: statement, verdict, figures of models and of real maps', async (t) => {
  const claims: ClaimsReport = {
    claims: [
      {
        id: 'a',
        statement: `A map <grows> ${hostileName}`,
        verdict: 'depends',
        explanation: 'It depends.',
        evidence: [
          { subject: 'model go1.22', isReal: false, measured: '81.25 % full', holds: false },
          { subject: 'Node 20.20.2', isReal: true, measured: '100.00 % full', holds: true },
        ],
      },
    ],
    go: null,
    node: '20.20.2',
    remarks: ['No real Go map was asked.'],
  };
  const page = await renderReport(plain, { claims });
  t.is(await renderReport(plain, { claims }), page);
  t.false(page.includes(hostileName));
  t.false((await renderReport(plain)).includes('id="claims"'));
  const text = await textOf(plain, claims);
  for (const words of [
    '1 well-known statements, each tested on the models and on Node.js 20.20.2: 0 hold, 0 do not, 1 depends on the map. No real Go map was asked.',
    'depends on the map It depends. On the model ✗ go1.22 does not hold: 81.25 % full On the real map ✓ Node 20.20.2 holds: 100.00 % full',
  ])
    t.true(text.includes(words), `${words}\n${text}`);
});

test('the models answer every claim that needs no real map', (t) => {
  const { claims, go, node } = testModelClaims();
  t.is(go, null);
  t.is(node, null);
  t.is(claims.length, 12);
  t.is(claims.find(({ id }) => id === 'load-factor-0.75')?.verdict, 'false');
  t.true(claims.every(({ evidence }) => evidence.every(({ isReal }) => !isReal)));
});

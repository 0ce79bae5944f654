import test from 'ava';
import type { Capacity, ProcessAnswer, SandboxFill } from '../../src/lab/run/capacity/capacity.ts';
import type { MeasuredFill } from '../../src/lab/run/capacity/process-fill.ts';
import { capacityChart } from '../../src/report/capacity/capacity-chart.ts';
import { capacitySentences } from '../../src/report/capacity/capacity-sentences.ts';
import { capacityTable } from '../../src/report/capacity/capacity-table.ts';
import { type Payload, sumPayload } from '../../src/maps/model/payload/payload.ts';

const MIB = 2 ** 20;

const fill: SandboxFill = {
  hint: 0,
  entries: 26_624,
  end: 'the doubling to 2^13 buckets',
  endedBy: 'the limit',
  bytesHeld: 663_552,
  peakBytes: 991_232,
  stringBytes: 0,
  growths: 12,
  totalBytesAllocated: 1_318_912,
  line: [
    { entries: 0, bytes: 48 },
    { entries: 13_313, bytes: 991_232 },
    { entries: 26_624, bytes: 663_552 },
  ],
};

const values: Payload = sumPayload(
  [
    {
      of: 'values',
      what: 'slices of 100 bytes',
      contentBytes: 100,
      heapBytes: 112,
      offHeapBytes: 0,
      residentBytes: 113,
      objects: 1,
    },
  ],
  [],
);

const alone: Capacity = {
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  limitBytes: MIB,
  guard: 'none',
  keyBytes: null,
  payload: sumPayload([], []),
  withoutHint: fill,
  withHints: [],
  closedFormInsert: 26_625,
  processes: [],
  missing: null,
  warnings: [],
};

const predicted: ProcessAnswer['predicted'] = {
  entries: 20_000,
  lowEntries: 19_000,
  highEntries: 21_000,
  endedBy: 'kernel',
  peakBytes: MIB,
};

function measured(entries: number, more: Partial<MeasuredFill> = {}): MeasuredFill {
  return {
    version: 'go1.22.12',
    entries,
    peakBytes: MIB,
    endedBy: 'kernel',
    memory: { asked: MIB, applied: MIB, readBack: MIB, mechanism: 'cgroup-v1', remark: '' },
    line: [
      { entries: 0, bytes: 100_000 },
      { entries, bytes: MIB },
    ],
    weighed: null,
    heapLimitBytes: null,
    wallMs: 5,
    ...more,
  };
}

test('a map alone: what fits, what ends it, and what the closed form says', (t) => {
  t.deepEqual(capacitySentences(alone), [
    '26,624 entries of a go1.22 map[int64]int64 fit into 1 MiB; what ends it: the doubling to 2^13 buckets.',
    'The closed form says the same: insert 26,625 does not fit.',
  ]);
  const closedForm = (closedFormInsert: number): string | undefined =>
    capacitySentences({ ...alone, closedFormInsert })[1];
  t.deepEqual([26_625, 27_000, 26_000].map(closedForm), [
    'The closed form says the same: insert 26,625 does not fit.',
    'The closed form says 375 more, by the mean over hashes: insert 27,000 does not fit.',
    'The closed form says 625 fewer, by the mean over hashes: insert 26,000 does not fit.',
  ]);
});

test('a map alone of keys and values that nobody told the size of', (t) => {
  const payload = sumPayload([], [{ of: 'values', type: '[]byte' }]);
  const map = { ...alone, key: 'string', keyBytes: 16, guard: 'sharded:4', payload } as const;
  t.is(
    capacitySentences(map)[0],
    'The table alone fits with 26,624 entries of a go1.22 map[string]int64 with keys of 16 bytes behind sharded:4 into 1 MiB: what []byte in the values holds is not counted (--key-bytes, --value-bytes); what ends it: the doubling to 2^13 buckets.',
  );
});

test('hints are compared with none by entries and growths, where growths were counted', (t) => {
  const withHints = [
    { ...fill, hint: 26_624, growths: 0 },
    { ...fill, hint: 50_000, entries: 53_248, growths: null, end: 'the limit' },
    { ...fill, hint: 9, entries: 26_600 },
  ];
  t.deepEqual(capacitySentences({ ...alone, closedFormInsert: null, withHints }).slice(1), [
    'A size hint of 26,624 lets as many fit, with 0 growths on the way instead of 12; what ends it: the doubling to 2^13 buckets.',
    'A size hint of 50,000 lets 53,248 fit (+100.0 %); what ends it: the limit.',
    'A size hint of 9 lets 26,600 fit (as many as in the map alone), with 12 growths on the way instead of 12; what ends it: the doubling to 2^13 buckets.',
  ]);
  t.deepEqual(capacityTable({ ...alone, withHints }).rows, [
    ['map alone', '26,624', '', '968.0', '12', 'the limit'],
    ['map alone, hint 26,624', '26,624', '', '968.0', '0', 'the limit'],
    ['map alone, hint 50,000', '53,248', '', '968.0', '', 'the limit'],
    ['map alone, hint 9', '26,600', '', '968.0', '12', 'the limit'],
  ]);
});

test('a whole Go process, measured and computed, beside the map alone', (t) => {
  const processes = [
    { setting: 'GOGC=100', predicted, measured: measured(19_500) },
    { setting: 'GOGC=50', predicted, measured: null },
  ];
  t.deepEqual(capacitySentences({ ...alone, processes }).slice(2), [
    'In a whole Go process of 1 MiB (go1.22.12, GOGC=100) 19,500 entries fit (−26.8 %): the runtime, and tables that wait for the collector, take the rest. Computed were 20,000, between 19,000 and 21,000 as the collector happens to run.',
    'With GOGC=50 it is about 20,000 (+2.6 %) at 1.0 MiB resident.',
  ]);
  t.deepEqual(
    capacitySentences({
      ...alone,
      missing: 'no Go',
      warnings: ['Something to know.'],
      processes: [
        {
          setting: 'GOGC=100',
          predicted: { ...predicted, entries: 30_000, lowEntries: 29_000, highEntries: 31_000 },
          measured: null,
        },
      ],
    }).slice(2),
    [
      'In a whole Go process of 1 MiB about 30,000 entries would fit at GOGC=100 (+12.7 %): the runtime, and tables that wait for the collector, found room beside it. Computed, not measured, between 29,000 and 31,000 as the collector happens to run.',
      'No real Go process was filled: no Go.',
      'Something to know.',
    ],
  );
  t.deepEqual(capacityTable({ ...alone, processes }).rows, [
    ['map alone', '26,624', '', '0.95', '12', 'the limit'],
    ['Go process, GOGC=100', '19,500', '20,000', '1.00', '', 'the kernel'],
    ['Go process, GOGC=50', '20,000', '20,000', '1.00', '', 'computed'],
  ]);
});

test('entries that carry values: the process comes first', (t) => {
  const processes = [{ setting: 'GOGC=100', predicted, measured: measured(19_500) }];
  t.deepEqual(capacitySentences({ ...alone, payload: values, processes }), [
    'In a whole Go process of 1 MiB (go1.22.12, GOGC=100) 19,500 entries with all that they carry fit. Computed were 20,000, between 19,000 and 21,000 as the collector happens to run.',
    'The table alone fits with 26,624 entries of a go1.22 map[int64]int64 into 1 MiB; what ends it: the doubling to 2^13 buckets.',
    'The closed form says the same: insert 26,625 does not fit.',
    'Each entry carries, beside the table, 112 B of values (slices of 100 bytes).',
  ]);
  const unknown = sumPayload(values.parts, [{ of: 'keys', type: 'string' }]);
  t.is(
    capacitySentences({ ...alone, payload: unknown, processes })[0],
    'In a whole Go process of 1 MiB (go1.22.12, GOGC=100) 19,500 entries of the table alone fit. Computed were 20,000, between 19,000 and 21,000 as the collector happens to run.',
  );
});

test('a Node.js process: where it dies, of which heap, and with what flag it holds more', (t) => {
  const ofHeap = { endedBy: 'v8-heap', heapLimitBytes: MIB / 2, version: 'v24.21.0' } as const;
  const node: Capacity = {
    ...alone,
    map: 'v8',
    withoutHint: { ...fill, end: 'V8', endedBy: 'the heap of V8', stringBytes: 7 },
    processes: [
      { setting: 'Node.js 24', predicted, measured: measured(20_010, ofHeap) },
      {
        setting: 'Node.js 24 --max-old-space-size=460',
        predicted: { ...predicted, lowEntries: 20_000, highEntries: 20_000 },
        measured: measured(40_020, { endedBy: 'all entries' }),
      },
    ],
  };
  t.deepEqual(capacitySentences(node), [
    'A Node.js 24 process of 1 MiB that fills a v8 Map of int64 to int64 dies at 20,010 entries (foretold 20,000, between 19,000 and 21,000 as the collector happens to run), because V8 takes 512.0 KiB of it for its heap; what ends it: V8.',
    'The closed form says that the map alone, without Node.js beside it, would hold 26,624.',
    'With --max-old-space-size=460 it is 40,020 (+100.0 %) at 1.0 MiB resident; foretold 20,000.',
  ]);
  t.deepEqual(capacityTable(node).rows, [
    ['Node.js 24', '20,010', '20,000', '1.0', '12', 'the heap of V8'],
    ['Node.js 24 --max-old-space-size=460', '40,020', '20,000', '1.0', '', 'no more keys'],
  ]);
  const foretold = node.processes.map((answer) => ({ ...answer, measured: null }));
  t.deepEqual(capacitySentences({ ...node, processes: foretold }), [
    'A Node.js 24 process of 1 MiB that fills a v8 Map of int64 to int64 dies at 20,000 entries; what ends it: V8.',
    'The closed form says that the map alone, without Node.js beside it, would hold 26,624.',
    'With --max-old-space-size=460 it is about 20,000 (as many) at 1.0 MiB resident.',
  ]);
  t.deepEqual(capacitySentences({ ...node, processes: [] }), [
    '26,624 entries of a v8 Map of int64 to int64 fit into a whole Node process of 1 MiB; what ends it: V8.',
    'The closed form says that the map alone, without Node.js beside it, would hold 26,624.',
  ]);
  t.deepEqual(capacityTable({ ...node, processes: [] }).rows, [
    ['Node process', '26,624', '', '968.0', '12', 'the heap of V8'],
  ]);
});

test('keys that end before the memory are no death, and nothing is computed of other keys', (t) => {
  const ended = { endedBy: 'no more keys', peakBytes: MIB / 2 } as const;
  const process: ProcessAnswer = { setting: 'GOGC=100', predicted, measured: measured(256, ended) };
  const few = { ...fill, entries: 256, end: 'nothing: there are only 256 different keys' };
  const go = capacitySentences({
    ...alone,
    withoutHint: few,
    closedFormInsert: null,
    processes: [process, process],
  });
  t.deepEqual(go.slice(1), [
    'In a whole Go process of 1 MiB (go1.22.12, GOGC=100) all 256 entries that the keys allow fit, at 512.0 KiB resident.',
    'With GOGC=100 it is 256 (as many) at 512.0 KiB resident.',
  ]);
  const node = { ...process, setting: 'Node.js 20' };
  const asked = {
    ...alone,
    map: 'v8',
    key: 'string(1)',
    value: 'smi',
    closedFormInsert: null,
  } as const;
  t.deepEqual(capacitySentences({ ...asked, withoutHint: few, processes: [node] }), [
    'A Node.js 20 process of 1 MiB holds all 256 entries that a v8 Map of string(1) to smi can have here, at 512.0 KiB resident; what ends it: nothing: there are only 256 different keys.',
  ]);
});

test('the chart says in words what its lines show', (t) => {
  const processes = [{ setting: 'GOGC=100', predicted, measured: measured(9000) }];
  const captions = [
    alone,
    { ...alone, processes },
    { ...alone, map: 'v8', withoutHint: { ...fill, entries: 0, line: [] } } as const,
  ].map((capacity) => capacityChart(capacity).caption);
  t.deepEqual(captions, [
    '26,624 entries of the map alone fit into 1 MiB.',
    '26,624 entries of the map alone fit into 1 MiB, 9,000 in a whole Go process at GOGC=100.',
    '0 entries fit into 1 MiB.',
  ]);
});

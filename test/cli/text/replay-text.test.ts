import test from 'ava';
import { replayText } from '../../../src/cli/text/lab/replay-text.ts';
import type { ReplayDocument } from '../../../src/lab/replay/replay-document.ts';

const replayed: ReplayDocument = {
  file: 'traffic.csv',
  format: 'csv',
  map: 'go1.22',
  key: 'uint64',
  value: 'uint64',
  hint: 0,
  limitBytes: null,
  outcome: { kind: 'completed' },
  operations: 2000,
  expiredKeys: 0,
  distinctKeys: 500,
  entries: 400,
  bytesHeld: 2 ** 15,
  peakBytes: 2 ** 16,
  totalBytesAllocated: 2 ** 17,
  totalAllocations: 12,
  growthEvents: [],
  growthEventsDropped: 0,
  growthsByKind: {},
  growthsByHour: null,
  oneHitKeys: 125,
  standardErrors: { distinctKeys: 0, oneHitKeys: 0 },
  workingSet: { window: { operations: 1000 }, wholeWindows: 2, meanKeys: 250, maxKeys: 300 },
  zipf: null,
  hotKeys: [],
  shardLoads: null,
  startMs: null,
  durationMs: null,
  payload: { bytesHeld: 1024, peakBytes: 2048, hasValueSizes: true },
  overLimit: null,
  real: null,
  differences: [],
};

const growth = {
  kind: 'double' as const,
  shard: 0,
  operation: 300,
  recordedOperation: 299,
  entries: 209,
  fromBuckets: 32,
  toBuckets: 64,
  bytesBefore: 2 ** 12,
  bytesDuring: 3 * 2 ** 12,
  bytesAfter: 2 ** 13,
  writesToFinish: 16,
  startNs: null,
  durationNs: null,
  timeMs: 90_000,
};

test('a recording without times and sizes says only what was counted', (t) => {
  const lines = replayText({
    ...replayed,
    format: null,
    payload: { ...replayed.payload, hasValueSizes: false },
  }).split('\n');
  t.deepEqual(lines.slice(0, 3), [
    'Replayed 2,000 operations of traffic.csv (empty).',
    'They touch 500 distinct keys, of which 125 (25 %) were asked for once.',
    'Working set: 1,000 operations touches 250 keys on average and 300 at most.',
  ]);
  t.true(
    lines[4]?.includes('the recorded bytes of keys (sizes of values are not recorded), 1.0 KiB'),
  );
  t.is(lines.length, 6);
});

test('estimates, popularity and the heaviest key are said with their errors', (t) => {
  const text = replayText({
    ...replayed,
    map: 'v8',
    expiredKeys: 30,
    durationMs: 7_200_000,
    standardErrors: { distinctKeys: 5, oneHitKeys: 3 },
    workingSet: { window: { ms: 3_600_000 }, wholeWindows: 0, meanKeys: 80, maxKeys: 80 },
    zipf: { exponent: 0.98765, standardError: 0.0123, ranks: 100 },
    hotKeys: [
      { hash: 'abcd', operations: 200, error: 7, share: 0.1 },
      { hash: 'ef01', key: 'home', operations: 100, error: 0, share: 0.05 },
    ],
  });
  t.true(text.includes('30 keys were deleted when their TTL ended.'));
  t.true(
    text.includes(
      'about 500 distinct keys, of which about 125 (25 %) were asked for once, both estimated from a sample of the keys (standard errors 5 and 3).',
    ),
  );
  t.true(text.includes('the recording is shorter than an hour, and touches 80 keys.'));
  t.true(text.includes('1 / rank^0.988 (standard error 0.012, over the 100 most frequent keys).'));
  t.true(
    text.includes(
      'The heaviest key, with hash abcd, takes 10.0 % of the operations (200, too high by 7 at most); the 2 heaviest take 15.0 %.',
    ),
  );
  t.true(text.includes('At the end the native Map has 400 entries'));
  t.true(text.includes('Strings and objects of V8 take more than their bytes.'));
  const named = replayText({
    ...replayed,
    hotKeys: [{ hash: 'ef01', key: 'home', operations: 100, error: 0, share: 0.05 }],
  });
  t.true(named.includes('The heaviest key, "home", takes 5.0 % of the operations (100); the 1'));
});

const ending = (changes: Partial<ReplayDocument>): string | undefined =>
  replayText({ ...replayed, ...changes }).split('\n')[5];

test('one operation, one key and one deletion are written as one', (t) => {
  const text = replayText({
    ...replayed,
    operations: 1,
    distinctKeys: 1,
    oneHitKeys: 1,
    expiredKeys: 1,
  });
  t.regex(text, /^Replayed 1 operation of .*; 1 key was deleted when its TTL ended\.$/m);
  t.regex(text, /^They touch 1 distinct key, of which 1 \(100 %\) was asked for once\.$/m);
});

test('every way to end is said with the limit and the operation', (t) => {
  const limitBytes = 2 ** 20;
  t.is(
    ending({
      outcome: { kind: 'out-of-memory', operation: 1500, bytesRefused: 2 ** 19, limitBytes },
    }),
    'It does not fit: operation 1,500 asked for 512.0 KiB more than 1 MiB allow; the counts are those before it.',
  );
  t.is(
    ending({ outcome: { kind: 'map-full', operation: 9, message: 'Map maximum size exceeded' } }),
    'Operation 9 failed: Map maximum size exceeded.',
  );
  t.is(
    ending({ outcome: { kind: 'interrupted' } }),
    'Interrupted: the counts are those up to there.',
  );
  t.is(
    ending({ limitBytes }),
    'Table and recorded payload together stayed within 1 MiB; the runtime comes on top.',
  );
  t.is(
    ending({ limitBytes, overLimit: { operation: 700, bytes: 2 ** 21 } }),
    'The table fits 1 MiB, but table and recorded payload together were above it by operation 700 (2.0 MiB).',
  );
});

test('a real map that did the same is equal, or its differences are listed', (t) => {
  const { growthEvents: _, ...counts } = replayed;
  const real = { ...counts, growthEvents: [], version: 'go1.22.12' };
  t.true(
    replayText({ ...replayed, real }).includes('A real map of go1.22.12 did the same operations:'),
  );
  const differs = replayText({ ...replayed, real, differences: ['entries: 399, not 400'] });
  t.true(differs.includes('differs from the model of go1.22:\n  entries: 399, not 400\n'));
});

test('growths stand in a table, the last twelve, and by the hour where times are known', (t) => {
  const many = replayText({
    ...replayed,
    growthEvents: Array.from({ length: 13 }, () => growth),
    growthEventsDropped: 2,
    growthsByHour: [0, 2, 0, 11],
    startMs: 0,
  });
  t.true(many.includes('The last 12 listed of 15 growths:'));
  t.regex(many, /double +299 +\+1 min 30 s +209 +4\.0 +12\.0 +8\.0\n/);
  t.true(
    many.includes('(hours since the recording began, modulo 24): 01 h: 2, 03 h: 11.'),
    many.slice(-200),
  );
  const dated = replayText({
    ...replayed,
    growthEvents: [
      { ...growth, timeMs: 1.7e12, bytesAfter: null },
      { ...growth, timeMs: null },
    ],
    growthsByHour: [1],
    startMs: 1.7e12,
  });
  t.true(dated.includes('\nGrowths:\n'));
  t.true(dated.includes('2023-11-14T22:13:20.000Z'));
  t.true(dated.includes('unfinished'));
  t.true(dated.includes('(UTC): 00 h: 1.'));
  t.false(replayText({ ...replayed, growthsByHour: [0, 0], startMs: 0 }).includes('by the hour'));
});

test('the fullest shard stands beside an even one, and what more shards can do is bounded by the heaviest key', (t) => {
  const hotKeys = [{ hash: 'ab', operations: 240, error: 0, share: 0.12 }];
  const shardLoads = [0.6, 0.4];
  t.true(
    replayText({ ...replayed, hotKeys, shardLoads }).includes(
      'Shard 1 of 2 gets 60.0 % of the operations (even: 50.0 %); of 64 shards the fullest would get 13.4 % or more.\n',
    ),
  );
  const split = Array.from({ length: 32 }, (_, shard) => (shard === 6 ? 0.148 : 0.852 / 31));
  t.true(
    replayText({ ...replayed, hotKeys, shardLoads: split }).includes(
      'Shard 7 of 32 gets 14.8 % of the operations (even: 3.1 %); 64 shards would not help: the shard of the heaviest key would still get 13.4 % or more.\n',
    ),
  );
});

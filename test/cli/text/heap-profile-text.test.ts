import test from 'ava';
import { heapProfileText } from '../../../src/cli/text/live/heap-profile-text.ts';
import type { TableLine, TablesInProfile } from '../../../src/live/attach/pprof/find-tables.ts';
import { tableShapes } from '../../../src/live/attach/pprof/table-shapes.ts';

const line: TableLine = {
  family: 'classic',
  evidence: 'functions',
  frames: [{ function: 'main.fill', file: '/src/app/main.go', line: 12 }],
  isPresized: false,
  tables: [
    {
      blockBytes: 9472,
      sampled: 3,
      count: { estimate: 3, low: 3, high: 3 },
      shapes: tableShapes(9472).slice(0, 1),
    },
  ],
  bytes: { estimate: 28_416, low: 28_416, high: 28_416 },
};

function profile(lines: readonly TableLine[], changes: Partial<TablesInProfile> = {}) {
  const made: TablesInProfile = {
    rateBytes: 2 ** 19,
    lines,
    bytesInUse: 2 ** 22,
    tableBytes: 28_416,
    otherMapBytes: 2 ** 12,
    hasRuntimeCalls: true,
    ...changes,
  };
  return heapProfileText(made, 'heap.pb.gz', 1);
}

test('a table that was counted has no bounds, and a line beyond the top is only counted', (t) => {
  const text = profile([line, line]);
  const row = text.split('\n').find((each) => each.startsWith('main.fill'));
  t.regex(row ?? '', /^main\.fill main\.go:12 +3 +9\.3 +833 to 1,664 +1,665 /);
  t.true(text.includes('... and 1 more\n'));
  t.true(text.includes('Headers, overflow buckets and boxed entries of maps: 4.0 KiB more.'));
  t.false(text.includes('Go 1.24 or later'));
});

test('a sampled table of unknown shape says its bounds and nothing of its entries', (t) => {
  const sampled: TableLine = {
    ...line,
    family: 'swiss',
    frames: [],
    tables: [
      { blockBytes: 2 ** 15, sampled: 1, count: { estimate: 16, low: 1, high: 60 }, shapes: [] },
    ],
  };
  const text = profile([sampled], { hasRuntimeCalls: false });
  const row = text.split('\n').find((each) => each.startsWith('?'));
  t.regex(row ?? '', /^\? +16 \(1 to 60\) +\S+ +\? +\? +\? +\S+ \(\S+ to \S+\)/);
  t.true(text.includes('A map of Go 1.24 or later has many tables of 1,024 slots'));
  t.true(text.includes('This profile does not name functions of the runtime'));
});

test('a table that was made at its size may be empty, and one of several shapes has no peak', (t) => {
  const shapes = tableShapes(9472);
  const several = shapes.length > 1 ? shapes : [...shapes, ...shapes];
  const made: TableLine = {
    ...line,
    isPresized: true,
    tables: line.tables.map((table) => Object.assign({}, table, { shapes: several })),
  };
  const row = profile([made])
    .split('\n')
    .find((each) => each.startsWith('main.fill'));
  t.regex(row ?? '', / 0 to [\d,]+ +\? +\? /);
});

test('a profile without tables says so', (t) => {
  t.true(profile([]).includes('No line is known to hold tables of maps.\n'));
});

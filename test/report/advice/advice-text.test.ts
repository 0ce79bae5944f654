import test from 'ava';
import type {
  Advice,
  AdviceDocument,
  AdvisedSite,
  MapCost,
} from '../../../src/live/advise/advice-document.ts';
import { adviceReport } from '../../../src/report/advice/advice-report.ts';
import { adviceText } from '../../../src/report/advice/advice-text.ts';

const cost: MapCost = {
  map: 'go1.24',
  key: 'string',
  value: 'int',
  entries: 10_000,
  hint: 0,
  bytesHeld: 2 ** 19,
  peakBytesHeld: 2 ** 20,
  totalBytesAllocated: 2 ** 21,
  totalAllocations: 30,
  growths: 11,
};

const advice: Advice = {
  rule: 'hint',
  level: 'warning',
  confidence: 'exact',
  reason: 'a loop fills it',
  bytes: [
    { now: cost, advised: { ...cost, hint: 10_000, totalBytesAllocated: 2 ** 19, growths: 0 } },
  ],
  fix: { description: 'make it with len(xs)', edits: [] },
  related: [],
};

const site: AdvisedSite = {
  id: 'cache/cache.go#Cache.users',
  path: 'cache/cache.go',
  line: 12,
  name: 'users',
  kind: 'field',
  type: 'map[string]int',
  owner: 'Cache',
  plan: { map: 'go1.24', key: 'string', value: 'int' },
  uses: { writes: 1, reads: 2, deletes: 0, ranges: 1, replaced: 0, escapes: 3 },
  lock: { name: 'mu', kind: 'mutex', locked: 2, unlocked: 1 },
  live: null,
  measured: null,
  advice: [advice],
  suppressed: [],
};

function made(
  sites: readonly AdvisedSite[],
  changes: Partial<AdviceDocument> = {},
): AdviceDocument {
  return {
    kind: 'mapswell-advice',
    version: 1,
    engine: 'syntax',
    types: null,
    unexplainedMaps: null,
    modules: [{ path: '.', go: '1.24', map: 'go1.24' }],
    entries: null,
    files: {
      read: 1,
      lines: 120,
      tests: 0,
      generated: 0,
      symlinks: 0,
      declarations: 0,
      modules: 0,
      hidden: 0,
      vendor: 0,
      testdata: 0,
      unreadable: 0,
      large: 0,
      constrained: 0,
      typed: 0,
      readInPart: [],
    },
    sites,
    baseline: null,
    comments: [],
    unexplained: null,
    ...changes,
  };
}

test('a site says what is done to it, under which lock, and what the advice is worth', (t) => {
  t.deepEqual(adviceText(made([site]), false).split('\n'), [
    'cache/cache.go:12: Cache.users map[string]int [field]',
    '  1 write, 2 reads, 1 range, handed on 3x; mu held in 2 of 3',
    '  warning hint (exact): a loop fills it',
    '    make it with len(xs)',
    '    at 10,000 entries (go1.24): 2.0 MiB allocated in 11 growths -> 512.0 KiB in 0; at most 1.0 MiB -> 1.0 MiB held',
    '',
    '1 map, 1 warning, 0 notes.',
    'Read 1 file, 120 lines.',
    '',
  ]);
});

test('sites come by the bytes of a profile, then by level; others only where all are asked for', (t) => {
  const note: Advice = {
    ...advice,
    level: 'note',
    fix: null,
    bytes: [
      { now: { ...cost, entries: 1 }, advised: null },
      { now: cost, advised: { ...cost, bytesHeld: 2 ** 18, peakBytesHeld: 2 ** 18 } },
    ],
  };
  const unused = { writes: 0, reads: 0, deletes: 0, ranges: 0, replaced: 0, escapes: 0 };
  const live = {
    source: 'profile',
    isEstimate: true,
    bytes: 2 ** 20,
    tables: 1,
    entriesFrom: 10,
    entriesTo: 20,
    nextGrowth: { atEntries: 21, bytesDuring: 2 ** 21, bytesAfter: 2 ** 21 },
    otherGrowths: [],
  } as const;
  const sites: readonly AdvisedSite[] = [
    { ...site, name: 'noted', kind: 'local', advice: [note], lock: { ...lockOf, name: '' } },
    { ...site, name: 'warned', owner: '' },
    { ...site, name: 'seen', advice: [], lock: null, live },
    { ...site, name: 'plain', advice: [], lock: null, uses: unused, suppressed: [known, known] },
  ];
  const document = made(sites, {
    comments: [{ path: 'a.go', line: 3, comment: 'mapswell:ignore', problem: 'names no rule' }],
    unexplained: Array.from({ length: 12 }, (_, index) => ({
      function: 'main.f',
      file: 'main.go',
      line: index,
      bytes: 2 ** 20,
    })),
  });
  const named = (withAll: boolean): readonly string[] =>
    [...adviceText(document, withAll).matchAll(/^cache\/cache\.go:12: (\S+)/gm)].map(
      ([, name = '']) => name,
    );
  t.deepEqual(named(false), ['Cache.seen', 'warned', 'noted']);
  t.deepEqual(named(true), ['Cache.seen', 'warned', 'noted', 'Cache.plain']);
  const text = adviceText(document, true);
  for (const part of [
    'in the profile: about 1.0 MiB in about 1 table, 10 to 20 entries; grows at insert 21, 2.0 MiB meanwhile',
    '; a lock of the caller held in 2 of 3',
    '  no uses seen\n',
    'at 1 entry (go1.24): holds 512.0 KiB, 1.0 MiB at most\n',
    'holds 512.0 KiB, 1.0 MiB at most -> 256.0 KiB, 256.0 KiB at most\n',
    '4 maps, 1 warning, 1 note.\n',
    'In the profile, but in no map that was found:\n  1.0 MiB by main.f (main.go:0)',
    '  and 2 more\n',
    'Silenced by comments: 2.\n',
    'a.go:3: mapswell:ignore names no rule.\n',
  ])
    t.true(text.includes(part), `${part}\n${text}`);
});

const known = { ...advice, suppressedBy: 'comment', because: 'few entries' } as const;

const lockOf = { name: 'mu', kind: 'mutex', locked: 2, unlocked: 1 } as const;

test('files that were not read, or only in part, are said', (t) => {
  const { files } = made([]);
  const all = {
    ...files,
    read: 3,
    tests: 2,
    generated: 1,
    vendor: 1,
    constrained: 1,
    readInPart: ['a.go', 'b.go', 'c.go', 'd.go'],
  };
  const text = adviceText(made([], { files: all }), false);
  t.is(
    text,
    '0 maps, 0 warnings, 0 notes.\nRead 3 files, 120 lines, 1 whatever their build tags. Not read: 2 tests, 1 generated, 1 vendor folders.\nRead in part only, because the grammar does not know all that is in them: 4 (a.go, b.go, c.go, ...).\n',
  );
});

test('advice as findings fails by the level that is asked, and says what it saves', (t) => {
  const document = made([
    site,
    {
      ...site,
      id: 'cache/cache.go#users',
      owner: '',
      advice: [{ ...advice, level: 'error', bytes: null, fix: null }],
    },
  ]);
  const report = adviceReport(document, 'error');
  t.is(report.outcome, 'error');
  t.is(report.counts, '2 maps, 1 error, 1 warning, 0 notes');
  t.deepEqual(
    report.findings.map(({ isGated, message, where }) => [isGated, message, where]),
    [
      [
        false,
        'users map[string]int: a loop fills it; make it with len(xs) (at 10,000 entries 2.0 MiB -> 512.0 KiB allocated)',
        { kind: 'source', path: 'cache/cache.go', line: 12, function: 'Cache.users' },
      ],
      [
        true,
        'users map[string]int: a loop fills it',
        { kind: 'source', path: 'cache/cache.go', line: 12, function: 'users' },
      ],
    ],
  );
  t.true(adviceReport(document, 'note').findings.every(({ isGated }) => isGated));
  t.false(adviceReport(document, 'never').findings.some(({ isGated }) => isGated));
  const none = adviceReport(made([{ ...site, advice: [] }]), 'warning');
  t.is(none.outcome, 'pass');
  t.is(none.counts, '1 map, 0 errors, 0 warnings, 0 notes');
});

import test from 'ava';
import type { ExpositionPage } from '../../../../src/base/exposition/exposition-page.ts';
import { parseExposition } from '../../../../src/base/exposition/parse-exposition.ts';
import { Judgement } from '../../../../src/live/contract/check/judgement.ts';
import type { MapView } from '../../../../src/live/contract/check/map-view.ts';
import type { ResolvedContract } from '../../../../src/live/contract/document/resolve-contract.ts';
import { Forecasts } from '../../../../src/live/contract/drive/forecasts.ts';
import { judgeGrowths, judgeWrites } from '../../../../src/live/contract/drive/judge-growths.ts';

const view: MapView = {
  entries: 20,
  growths: 2,
  untilGrowth: 7,
  isMean: false,
  shard: null,
  shardEntries: null,
  shardGrowths: null,
  listed: 2,
};

/** What became of steps: the view before, the writes, the view after. */
function judged(
  ...steps: readonly (readonly [
    before: Partial<MapView>,
    writes: number,
    after: Partial<MapView>,
  ])[]
): readonly (readonly string[])[] {
  const judgement = new Judgement();
  const forecasts = new Forecasts(judgement);
  for (const [before, writes, after] of steps)
    forecasts.see({ ...view, ...before }, { ...view, ...after }, writes);
  forecasts.end();
  return judgement.rules.map(({ outcome, messages }) => [[outcome], messages].flat());
}

test('a growth at the announced insert holds, and one before it or none there does not', (t) => {
  t.deepEqual(judged([{}, 6, {}], [{ untilGrowth: 1 }, 1, { growths: 3 }]), [['holds']]);
  t.deepEqual(judged([{}, 6, { growths: 3 }]), [
    ['violated', 'expected the map to grow at insert 7, as announced, got a growth within 6'],
  ]);
  t.deepEqual(judged([{}, 7, {}]), [
    ['violated', 'expected the map to grow at insert 7, as announced, got no growth'],
  ]);
  // The service shows no growths any more.
  t.deepEqual(judged([{}, 7, { growths: null }]), [
    ['violated', 'expected the map to grow at insert 7, as announced, got no growth'],
  ]);
});

test('of shards only the announced one must grow, and only once its inserts came to it', (t) => {
  const shards = { shard: 1, untilGrowth: 2, shardEntries: [8, 10], shardGrowths: [1, 1] };
  // Both went to the other shard, which grew.
  t.deepEqual(
    judged([shards, 2, { growths: 3, shardEntries: [10, 10], shardGrowths: [2, 1] }]).map(
      ([outcome]) => outcome,
    ),
    ['inconclusive'],
  );
  t.deepEqual(judged([shards, 2, { growths: 3, shardEntries: [8, 12], shardGrowths: [1, 2] }]), [
    ['holds'],
  ]);
  t.deepEqual(judged([shards, 2, { growths: 3, shardEntries: [8, 12], shardGrowths: [2, 1] }]), [
    ['violated', 'expected the map to grow at insert 2, as announced of shard 1, got no growth'],
  ]);
});

test('what announces nothing, or a mean, could not be judged', (t) => {
  const nothing = [
    'inconclusive',
    'no growth was announced; a contract may leave forecast out of drive.expect',
  ];
  t.deepEqual(judged([{ untilGrowth: null }, 7, { growths: 3 }]), [nothing]);
  t.deepEqual(judged([{ untilGrowth: 0 }, 7, { growths: 3 }]), [nothing]);
  t.deepEqual(judged([{ isMean: true }, 3, { growths: 3 }]), [
    [
      'inconclusive',
      'what was announced are means, which no single growth can break; a contract may leave forecast out of drive.expect',
    ],
  ]);
});

type Drive = NonNullable<ResolvedContract['drive']>;

const drive: Drive = {
  request: { path: '/map' },
  growths: 3,
  maxWrites: 100,
  withinMs: 1000,
  expect: new Set(),
  metrics: { growths: 'grown_total', writes: 'written_total' },
  labels: { map: 'a' },
};

function page(growths: string, writes: string): ExpositionPage {
  return parseExposition(
    `# TYPE grown_total counter\n${growths}# TYPE written_total counter\n${writes}`,
    'text',
  );
}

function counted(first: readonly [string, string], last: readonly [string, string]): unknown {
  const judgement = new Judgement();
  const pages = { first: page(...first), last: page(...last) };
  judgeGrowths(drive, pages, 2, judgement);
  judgeWrites(drive, pages, 30, judgement);
  return judgement.rules.map(({ rule, outcome, messages }) => [[rule, outcome], messages].flat());
}

test('growths and writes are counted of the driven map alone, from 0 where a series is new', (t) => {
  const other = 'grown_total{map="b"} 900\n';
  t.deepEqual(
    counted(
      [other, 'written_total{map="a"} 5\n'],
      [
        `${other}grown_total{map="a",kind="x"} 1\ngrown_total{map="a",kind="y"} 1\n`,
        'written_total{map="a"} 35\n',
      ],
    ),
    [
      ['growth-metric', 'holds'],
      ['counters', 'holds'],
    ],
  );
  t.deepEqual(
    counted(
      ['grown_total{map="a"} 4\n', 'written_total{map="a"} 5\n'],
      ['grown_total{map="a"} 8\n', 'written_total{map="a"} 34\n'],
    ),
    [
      [
        'growth-metric',
        'violated',
        'expected grown_total to rise by 2 with as many growths, got 4',
      ],
      ['counters', 'violated', 'expected written_total to rise by at least 30, got 29'],
    ],
  );
  // No series of growths is a fault; who counts no writes need not.
  t.deepEqual(counted([other, ''], [other, '']), [
    ['growth-metric', 'violated', 'expected grown_total to count the growths, got no such series'],
  ]);
});

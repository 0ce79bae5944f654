import process from 'node:process';
import test from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import type { ClaimsReport } from '../../../src/lab/verify/claims/claim.ts';
import { judgeClaims } from '../../../src/lab/verify/claims/judge-claims.ts';
import { claimModels, modelFigures } from '../../../src/lab/verify/claims/model-figures.ts';
import { realGoFigures } from '../../../src/lab/verify/claims/real-figures.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { goHere } from '../../support/go-here.ts';

const models = claimModels.map((model) => modelFigures(model));

/** What the models show of a claim. */
function evidenceOf(id: string): string[] {
  return judgeClaims(models)
    .filter((claim) => claim.id === id)
    .flatMap(({ evidence }) =>
      evidence.map(({ subject, measured, holds }) => `${subject}: ${measured}: ${holds}`),
    );
}

test('the models decide every well-known claim', (t) => {
  const verdicts = Object.fromEntries(judgeClaims(models).map(({ id, verdict }) => [id, verdict]));
  t.deepEqual(verdicts, {
    'load-factor-0.75': 'false',
    'count-reaches-b-times-6.5': 'false',
    'header-24': 'false',
    'hint-4-grows-after-7': 'false',
    chains: 'false',
    'load-1.2': 'false',
    'thousand-entries-16-kb': 'false',
    'eight-writers-12-340-bytes': 'false',
    'deleting-frees-nothing': 'depends',
    'swiss-sets-are-larger': 'true',
    'stalled-growth-keeps-both': 'depends',
    'refill-doubles-v8': 'true',
  });
});

test('a claim says what was measured instead', (t) => {
  t.deepEqual(evidenceOf('load-factor-0.75'), [
    'model go1.22: 81.25 % full when it grew: false',
    'model go1.27: 87.50 % full when it grew: false',
    'model v8: 100.00 % full when it grew: false',
  ]);
  t.deepEqual(evidenceOf('hint-4-grows-after-7'), [
    'model go1.22: grows at the inserts 9, 14, 27, 53: false',
    'model go1.27: grows at the inserts 9, 15, 29, 57: false',
  ]);
  t.deepEqual(evidenceOf('count-reaches-b-times-6.5'), [
    'model go1.22: grew with 53,248 entries at B = 13, where B * 6.5 is 84.5: false',
  ]);
  t.deepEqual(evidenceOf('stalled-growth-keeps-both').slice(1), [
    'model go1.27: 4,952 B held after insert 113, which starts a growth; 4,952 B when made for as many: false',
  ]);
  t.deepEqual(evidenceOf('refill-doubles-v8'), [
    'model v8: 114,760 B before, 229,448 B after: true',
  ]);
});

test('a map that did as claimed would make the claim true', (t) => {
  const [classic] = models;
  if (classic === undefined) return t.fail('expected a model');
  const claimed = {
    ...classic,
    loadAtGrowth: 0.75,
    bucketBits: { entries: 52, bits: 8 },
    emptyBytes: 24,
    growthsAtHint4: [8],
    thousandBytes: 16_100,
    thousandAllocatedBytes: 12_340,
    thousandAllocations: 18,
  };
  const held = new Set(
    judgeClaims([claimed])
      .filter(({ verdict }) => verdict === 'true')
      .map(({ id }) => id),
  );
  for (const id of [
    'load-factor-0.75',
    'count-reaches-b-times-6.5',
    'header-24',
    'hint-4-grows-after-7',
    'thousand-entries-16-kb',
    'eight-writers-12-340-bytes',
  ])
    t.true(held.has(id), id);
});

test('the Go here decides as its model does', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  const real = await realGoFigures({ go, env: process.env });
  t.is(real.emptyBytes, 48);
  t.is(real.loadAtGrowth, go.minor >= 24 ? 0.875 : go.minor === 21 ? 0.75 : 0.8125);
  t.is(real.growthsAtHint4?.[0], 9);
  const { before = 0, after = 0 } = real.deletion ?? {};
  // Objects of the runtime come and go.
  t.true(before > 2_000_000 && Math.abs(after - before) < 4096, `${before} and ${after}`);
  if (go.minor < 24) {
    const [sparse, dense] = real.chains ?? [];
    // Poisson at 2.4 and 6 entries a bucket: 14 and 2,533 overflow buckets, deviations 4 and 46.
    t.true((sparse?.overflowBuckets ?? 0) < 60 && sparse?.maxBuckets === 2);
    t.true(Math.abs((dense?.overflowBuckets ?? 0) - 2533) < 300, `${dense?.overflowBuckets}`);
  }
  const claims = judgeClaims([...models, real]);
  t.is(claims.find(({ id }) => id === 'swiss-sets-are-larger')?.verdict, 'true');
});

test('without Go the models and this Node answer', async (t) => {
  const io = fakeIo(['claims', '--json'], { env: { PATH: '' } });
  t.is(await runCli(io), 0);
  const report: ClaimsReport = JSON.parse(io.output);
  t.is(report.go, null);
  t.regex(report.remarks[0] ?? '', /^No real Go map was asked: no Go toolchain found/);
  const refill = report.claims.find(({ id }) => id === 'refill-doubles-v8');
  t.deepEqual(
    refill?.evidence.map(({ isReal, holds }) => [isReal, holds]),
    [
      [false, true],
      [true, true],
    ],
  );
});

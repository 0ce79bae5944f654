import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import type { ClaimFigures } from '../../../src/lab/verify/claims/claim-figures.ts';
import type { ClaimsReport } from '../../../src/lab/verify/claims/claim.ts';
import {
  goClaimFigures,
  type GoAnswers,
  nodeClaimFigures,
} from '../../../src/lab/verify/claims/figures-of-real.ts';
import { judgeClaims } from '../../../src/lab/verify/claims/judge-claims.ts';
import { keptModelFigures } from '../../../src/lab/verify/claims/kept-model-figures.ts';
import { claimModels, modelFigures } from '../../../src/lab/verify/claims/model-figures.ts';
import { realDeletion } from '../../../src/lab/verify/claims/real-deletion.ts';
import { realGoFigures } from '../../../src/lab/verify/claims/real-figures.ts';
import type { RealFill } from '../../../src/lab/verify/fresh-maps/fill-real-maps.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { goHere } from '../../support/go-here.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const models = claimModels.map((model) => modelFigures(model));

/** What maps show of a claim. */
function evidenceOf(id: string, maps: readonly ClaimFigures[] = models): string[] {
  return judgeClaims(maps)
    .filter((claim) => claim.id === id)
    .flatMap(({ evidence }) =>
      evidence.map(({ subject, measured, holds }) => `${subject}: ${measured}: ${holds}`),
    );
}

test('what a build keeps of the models is what they answer', (t) => {
  t.true(existsSync(new URL('../../../model-figures.json', import.meta.url)));
  t.deepEqual(keptModelFigures(), models);
});

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

function fillOf(
  heldBytes: number,
  growths: readonly number[] = [],
  chains: readonly number[] = [],
): RealFill {
  return { allocatedBytes: heldBytes, allocations: 1, heldBytes, growths, chains };
}

// What the program of mapswell claims printed with Go 1.22.12 and 1.27.3, seeds as they came.
const classicAnswers: GoAnswers = {
  empty: fillOf(47.992),
  large: fillOf(2_769_452, [9, 14, 27, 53, 105, 209, 417, 833, 1665, 3329, 6657, 13_313, 26_625]),
  hinted: fillOf(2764.84, [9, 14, 27, 53]),
  thousand: { ...fillOf(41_100.36), allocatedBytes: 86_744.24, allocations: 66.23 },
  set: fillOf(21_910.32),
  stalled: fillOf(8375.76),
  made: fillOf(5454.8),
  sparse: fillOf(2_506_960, [], [16_384, 15, 2, 10]),
  dense: fillOf(2_743_088, [], [16_384, 2494, 3, 18]),
  deletion: { before: 2_779_544, after: 2_779_544 },
};
const swissAnswers: GoAnswers = {
  ...classicAnswers,
  large: fillOf(18_520, [9, 15, 29, 57, 113, 225, 449]),
  set: fillOf(36_991.92),
  stalled: fillOf(4951.92),
  made: fillOf(4951.92),
};

test('what real Go maps answered decides the claims, each family by its own rules', (t) => {
  const real = [
    goClaimFigures({ version: 'go1.22.12', minor: 22 }, classicAnswers),
    goClaimFigures({ version: 'go1.27.3', minor: 27 }, swissAnswers),
  ];
  t.deepEqual(evidenceOf('load-factor-0.75', real), [
    'Go 1.22.12: 81.25 % full when it grew: false',
    'Go 1.27.3: 87.50 % full when it grew: false',
  ]);
  t.deepEqual(evidenceOf('count-reaches-b-times-6.5', real), [
    'Go 1.22.12: grew with 26,624 entries at B = 12, where B * 6.5 is 78: false',
  ]);
  t.deepEqual(evidenceOf('header-24', real)[0], 'Go 1.22.12: 48 B held by an empty map: false');
  t.deepEqual(evidenceOf('chains', real), [
    'Go 1.22.12: at load 0.3 (39,322 keys): mean 1.001 buckets, longest 2, 15 overflow buckets; at load 0.75 (98,304 keys): mean 1.152 buckets, longest 3, 2,494 overflow buckets: false',
  ]);
  t.deepEqual(
    evidenceOf('eight-writers-12-340-bytes', real)[0],
    'Go 1.22.12: 86,744 B and 66 allocations by the map: false',
  );
  t.deepEqual(
    evidenceOf('deleting-frees-nothing', real)[0],
    'Go 1.22.12: 2,779,544 B before, 2,779,544 B after: true',
  );
  t.deepEqual(evidenceOf('swiss-sets-are-larger', real), [
    'Go 1.22.12: 21,910 B for a set of 1,000 keys: true',
    'Go 1.27.3: 36,992 B for a set of 1,000 keys: true',
  ]);
  t.deepEqual(evidenceOf('stalled-growth-keeps-both', real), [
    'Go 1.22.12: 8,376 B held after insert 105, which starts a growth; 5,455 B when made for as many: true',
    'Go 1.27.3: 4,952 B held after insert 113, which starts a growth; 4,952 B when made for as many: false',
  ]);
});

test('what the heap of a Node showed decides the claims; a step that it lacks is named', (t) => {
  // What node-map-process.ts printed with Node 20.20.2, without the steps that no claim needs.
  const report = {
    inserts: [
      { entries: 524_289, heapBytes: 29_360_856 },
      { entries: 1_048_577, heapBytes: 58_720_984 },
      { entries: 1_048_578, heapBytes: 688 },
    ],
    held: [
      { entries: 1000, heapBytes: 28_760 },
      { entries: 4096, heapBytes: 114_776 },
    ],
    changes: [
      { name: 'delete one, add one', heapBytes: 229_464 },
      { name: 'delete down to 409', heapBytes: 28_760 },
      { name: 'clear', heapBytes: 200 },
    ],
  };
  const node = nodeClaimFigures('20.20.2', report);
  t.deepEqual(evidenceOf('load-factor-0.75', [node]), [
    'Node 20.20.2: 100.00 % full when it grew: false',
  ]);
  t.deepEqual(evidenceOf('deleting-frees-nothing', [node]), [
    'Node 20.20.2: 114,776 B before, 28,760 B after: false',
  ]);
  t.deepEqual(evidenceOf('refill-doubles-v8', [node]), [
    'Node 20.20.2: 114,776 B before, 229,464 B after: true',
  ]);
  // Of claims about Go a Node says nothing.
  t.deepEqual(evidenceOf('header-24', [node]), []);
  t.throws(() => nodeClaimFigures('20.20.2', { ...report, changes: [] }), {
    message: 'expected a change named clear, found none',
  });
});

test('chains that were as claimed would make the claim true, one that is not makes it false', (t) => {
  const [classic] = models;
  if (classic === undefined) return t.fail('expected a model');
  const sparse = { load: 0.3, keys: 39_322, meanBuckets: 1.29, maxBuckets: 5, maxEntries: 20 };
  const dense = { load: 0.75, keys: 98_304, meanBuckets: 1.87, maxBuckets: 3, maxEntries: 14 };
  const claimed = [
    { ...sparse, overflowBuckets: 12 },
    { ...dense, overflowBuckets: 217 },
  ];
  const holds = (chains: ClaimFigures['chains']): boolean | undefined =>
    judgeClaims([{ ...classic, chains }])
      .find(({ id }) => id === 'chains')
      ?.evidence.every((evidence) => evidence.holds);
  t.true(holds(claimed));
  t.false(holds(claimed.slice(0, 1)));
  t.false(holds([...claimed.slice(0, 1), { ...dense, overflowBuckets: 300 }]));
});

test.serial('a Go program that fails while it deletes is an error, not a claim less', async (t) => {
  const folder = temporaryFolder('claims');
  const { XDG_CACHE_HOME: cache } = process.env;
  t.teardown(() => {
    if (cache === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = cache;
  });
  process.env['XDG_CACHE_HOME'] = folder;
  const program = join(folder, 'go');
  // Builds a program that ends at once.
  writeFileSync(
    program,
    "#!/bin/sh\nprintf '#!/bin/sh\\necho no space >&2\\nexit 3\\n' > program && chmod +x program\n",
    { mode: 0o755 },
  );
  const go = { program, version: 'go1.22.12', minor: 22, root: null };
  await t.throwsAsync(realDeletion(go), {
    instanceOf: SandboxError,
    message:
      'expected go1.22.12 to fill a map, got: the Go program ended with exit code 3: no space',
  });
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

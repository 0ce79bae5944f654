import { mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { join } from 'node:path';
import test from 'ava';
import { verificationText } from '../../../src/cli/text/lab/verification-text.ts';
import { findEveryGo, findGo } from '../../../src/lab/subjects/go/find-go.ts';
import { FieldTally } from '../../../src/lab/verify/field-tally.ts';
import {
  estimateVerification,
  type MeasuredPart,
  secondsOf,
} from '../../../src/lab/verify/estimate-verification.ts';
import {
  quickPairs,
  type TypePair,
  typePairs,
} from '../../../src/lab/verify/fresh-maps/type-pairs.ts';
import { verifyNodeMap } from '../../../src/lab/verify/verify-node-map.ts';
import { verifyRecordings } from '../../../src/lab/verify/verify-recordings.ts';
import { verifyTotals } from '../../../src/lab/verify/verify-totals.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { goHere } from '../../support/go-here.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const quiet = (): void => undefined;
const { env } = process;

for (const minor of [undefined, 22, 24])
  test(`the real map of ${minor === undefined ? 'the Go here' : `Go 1.${minor}`} does what its model does, operation by operation`, async (t) => {
    const go = await goHere(t, minor);
    if (go === null) return;
    const fields = await verifyRecordings({ go, env }, quiet);
    t.deepEqual(
      fields.filter(({ differences }) => differences > 0),
      [],
    );
    const compared = Object.fromEntries(fields.map((field) => [field.field, field.compared]));
    t.is(compared['entries'], 30_011);
    t.is(compared['bytes allocated'], 30_011);
    t.true((compared['table memory'] ?? 0) > 1000);
  });

function firstPair(largest: number): readonly TypePair[] {
  const [pair] = typePairs;
  return pair === undefined ? [] : [{ ...pair, largest }];
}

test('fresh maps of the Go here take what their models take, and not what those of another take', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  // Fewer than verify fills: a second look takes ten million operations.
  const fields = await verifyTotals({ go, env }, quiet, firstPair(1000));
  t.deepEqual(
    fields.map(({ field, compared, differences }) => [field, compared, differences]),
    [
      ['inserts that grow the map', 5, 0],
      ['bytes allocated, mean', 5, 0],
      ['allocations, mean', 5, 0],
      ['bytes held after GC, mean', 5, 0],
      ['sync.Map: bytes allocated, mean', 6, 0],
      ['sync.Map: allocations, mean', 6, 0],
      ['sync.Map: bytes held after GC, mean', 6, 0],
    ],
  );
  const other = { ...go, minor: go.minor >= 24 ? 22 : 24 };
  const wrong = await verifyTotals({ go: other, env }, quiet, firstPair(100));
  t.is(wrong.length, 7);
  t.true(wrong.every(({ differences }) => differences > 0));
  t.regex(wrong[0]?.remark ?? '', /^first: map\[int64\]int64, 100 entries: real at 9, 1/);
});

function part(sampleMs: number, sampleOperations: number, operations: number): MeasuredPart {
  return { sampleMs, sampleOperations, operations };
}

test('the time of the whole is that of a sample, by the operations of both, and the builds', (t) => {
  // 2 s for a tenth of the maps, 1 s for a quarter of the sync.Maps, 9 s of builds.
  t.is(secondsOf([part(2000, 100, 1000), part(1000, 250, 1000)], 9000), 33);
  // No pair has a sync.Map.
  t.is(secondsOf([part(2000, 100, 100), part(0, 0, 0)], 0), 2);
});

test('the Map of this Node grows and shrinks as its model does', async (t) => {
  const fields = await verifyNodeMap(env, quiet);
  t.deepEqual(
    fields.map(({ field, differences, remark }) => [field, differences, remark]),
    [
      ['inserts that grow the table', 0, null],
      ['bytes held', 0, null],
      ['bytes held after deletes', 0, null],
    ],
  );
  t.deepEqual(
    fields.map(({ compared }) => compared),
    [81, 10, 7],
  );
});

test('a quick verification fills maps of few types, each of its kinds', (t) => {
  t.deepEqual(
    quickPairs.map(({ key, value, largest }) => [key.type, value, largest]),
    [
      ['int64', 'int64', 1000],
      ['string', 'string', 1000],
      ['[16]byte', 'int64', 1000],
    ],
  );
});

test('the estimate is measured with the Go that is verified, and is none without types', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  t.is(await estimateVerification({ go, env }, []), 0);
  t.true((await estimateVerification({ go, env }, firstPair(100))) > 0);
  const broken = { ...go, program: process.execPath };
  await t.throwsAsync(estimateVerification({ go: broken, env }, firstPair(7)));
});

test('without Go verify says how to get it, verifies Node and is fine', async (t) => {
  const io = fakeIo(['verify'], { env: { PATH: '' } });
  t.is(await runCli(io), 0);
  t.regex(io.output, /Go was not verified: no Go toolchain found: install Go/);
  t.regex(io.output, /Equal: \d+ comparisons with Node \S+, no difference\.\n$/);
});

async function withoutGo(...words: readonly string[]): Promise<readonly [number, string]> {
  const io = fakeIo(['verify', ...words], { env: { PATH: '' }, cwd: temporaryFolder('speed') });
  return [await runCli(io), io.errors];
}

test('a speed needs a Go, and what belongs to it is refused without it', async (t) => {
  const [exitCode, errors] = await withoutGo('--speed');
  t.is(exitCode, 2);
  t.regex(errors, /^error: no Go toolchain found: install Go/);
  t.deepEqual(await withoutGo('--out', 'speed.json'), [
    2,
    'error: expected --out with --speed, got it alone\n',
  ]);
  t.deepEqual(await withoutGo('--every-go'), [
    2,
    'error: expected --every-go with --speed, got it alone\n',
  ]);
  t.deepEqual(await withoutGo('--speed', '--every-go', '--go', 'go'), [
    2,
    'error: expected one of --go and --every-go, got both\n',
  ]);
});

test('a command that is no Go is refused by name', async (t) => {
  const io = fakeIo(['verify', '--go', process.execPath]);
  t.is(await runCli(io), 2);
  t.true(
    io.errors.includes(
      `expected --go to name a go command of go1.17 to go1.27, got ${process.execPath}`,
    ),
    io.errors,
  );
  const empty = temporaryFolder('go');
  t.is(await findGo({ env: { PATH: empty, MAPSWELL_GO_FOLDER: empty } }), null);
  await t.throwsAsync(findGo({ env: { MAPSWELL_GO: join(empty, 'go') } }), {
    code: 'usage',
    message: /^expected MAPSWELL_GO to name a go command/,
  });
});

test('every Go that is named is found once for each minor version, oldest first', async (t) => {
  const folder = temporaryFolder('go');
  const fakeGo = (path: string, version: string): string => {
    const file = join(folder, path, 'bin', 'go');
    mkdirSync(join(folder, path, 'bin'), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho 'go version ${version} linux/amd64'\n`, { mode: 0o755 });
    return file;
  };
  const named = fakeGo('named', 'go1.24.9');
  fakeGo('all/1.24', 'go1.24.13');
  fakeGo('all/1.22', 'go1.22.12');
  fakeGo('all/1.9', 'go1.9.7');
  fakeGo('path', 'go1.19.8');
  const places = { MAPSWELL_GO_FOLDER: join(folder, 'all'), PATH: join(folder, 'path', 'bin') };
  const versions = async (more: Record<string, string>): Promise<readonly string[]> =>
    (await findEveryGo({ ...places, ...more })).map(({ version }) => version);
  t.deepEqual(await versions({}), ['go1.19.8', 'go1.22.12', 'go1.24.13']);
  t.deepEqual(await versions({ MAPSWELL_GO: named }), ['go1.19.8', 'go1.22.12', 'go1.24.9']);
});

test('one difference makes a verification different, and is shown', (t) => {
  const tally = new FieldTally('go1.99');
  tally.add('entries', null);
  tally.add('entries', 'real 3, model 4');
  tally.add('entries', 'real 5, model 6');
  const text = verificationText({
    go: { version: 'go1.99', program: 'go' },
    node: '20.0.0',
    fields: tally.fields(),
    remarks: [],
    isEqual: false,
  });
  t.regex(text, /^entries +3 +2 +identical +first: real 3, model 4$/m);
  t.regex(text, /Different: 2 of 3 comparisons with go1\.99 and Node 20\.0\.0 differ\.\n$/);
});

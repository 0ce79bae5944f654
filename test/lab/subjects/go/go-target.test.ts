import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { exactCountsSchema } from '../../../../src/lab/record/schema/exact-counts-schema.ts';
import { measurementSchema } from '../../../../src/lab/record/schema/timed-schema.ts';
import { outcomeSchema } from '../../../../src/lab/record/schema/outcome-schema.ts';
import { mapModels } from '../../../../src/maps/model/map-model.ts';
import { newGroupName } from '../../../../src/lab/sandbox/limits/cgroup/group-name.ts';
import { goExactPass } from '../../../../src/lab/subjects/go/go-exact-pass.ts';
import { goTarget } from '../../../../src/lab/subjects/go/go-target.ts';
import { removeStaleBuilds } from '../../../../src/lab/subjects/go/remove-stale-builds.ts';
import type { TimedMeasurement } from '../../../../src/lab/record/timed-result.ts';
import { referenceTarget } from '../../../../src/lab/subjects/reference/reference-target.ts';
import { goHere } from '../../../support/go-here.ts';
import { fill } from '../../../support/make-cell.ts';
import { cellOf } from '../cell-of.ts';

const onState = (): void => undefined;
const arenaLimitBytes = 2 ** 30;
/** The mutex that stands before the map. */
const guardBytes = 64;

test('a real map counts what its model counts, and the same twice', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  const map = mapModels.find((model) => model === `go1.${go.minor}`) ?? 'go1.22';
  const cell = cellOf({ target: 'go', map }, { writers: 4, phases: [fill(200)] });
  const options = { cell, arenaLimitBytes, onState };
  const first = await goTarget.exactPass(options);
  t.deepEqual(first.outcome, { kind: 'completed' });
  const { counts } = first;
  const model = (await referenceTarget.exactPass(options)).counts;
  if (counts === null || model === null) return t.fail('expected counts');
  t.notThrows(() => exactCountsSchema.parse(counts));
  t.is(counts.realMap, go.version);
  t.deepEqual(counts.operationsByKind, model.operationsByKind);
  t.is(counts.stats.entries, 800);
  t.is(counts.stats.capacityEntries, model.stats.capacityEntries);
  t.is(counts.stats.buckets, model.stats.buckets);
  const growths = (from: typeof model): unknown[] =>
    from.growthEvents.map(({ kind, operation, fromBuckets, toBuckets }) => [
      kind,
      operation,
      fromBuckets,
      toBuckets,
    ]);
  t.deepEqual(growths(counts), growths(model));
  // Different hashes: the overflow buckets of classic maps differ by some.
  const tolerance = go.minor >= 24 ? guardBytes : 3000;
  t.true(Math.abs(counts.stats.bytesHeld - model.stats.bytesHeld) <= tolerance);
  t.is((await goTarget.exactPass(options)).counts?.digest, counts.digest);
});

test('real maps are timed behind every guard, with what their runtime tells', async (t) => {
  if ((await goHere(t)) === null) return;
  for (const guard of ['mutex', 'rwmutex', 'sharded:4', 'sync.Map'] as const) {
    const phases = [
      {
        ...fill(4000),
        mix: { insert: 4, update: 2, delete: 2, lookup: 2 },
        keys: { kind: 'uniform', keys: 1000 } as const,
      },
    ];
    const cell = cellOf({ target: 'go', guard, key: 'string', value: 'int64' }, { phases });
    const { measurement, outcome } = await goTarget.timedPass({ cell, arenaLimitBytes, onState });
    t.deepEqual(outcome, { kind: 'completed' }, guard);
    if (measurement === null) return t.fail('expected a measurement');
    t.notThrows(() => measurementSchema.parse(measurement));
    t.is(measurement.iterations[0]?.operations, 16_000);
    t.true(measurement.latency.normal.samples > 100);
    t.true((measurement.realMap?.peakRssBytes ?? 0) > 2 ** 20);
    const { counts } = await goTarget.exactPass({ cell, arenaLimitBytes, onState });
    t.is(counts?.operations, 16_000, guard);
  }
});

test('of a classic map that one writer has alone every growth is timed, and what ran beside an old table is known', async (t) => {
  for (const minor of [22, 24] as const) {
    const go = await goHere(t, minor);
    if (go === null) continue;
    const phases = [fill(20_000)];
    const cell = cellOf(
      { target: 'go', map: `go1.${minor}`, guard: 'none' },
      { writers: 1, phases },
    );
    const timed = async (guard: 'none' | 'mutex'): Promise<TimedMeasurement | null> =>
      (await goTarget.timedPass({ cell: { ...cell, guard }, arenaLimitBytes, onState }))
        .measurement;
    const alone = await timed('none');
    const locked = await timed('mutex');
    if (alone === null || locked === null) return t.fail('expected measurements');
    // Go 1.22 doubles at the inserts 9, 14, 27, 53, ... 13,313; a Swiss map does not tell.
    const growths = minor === 22 ? 12 * alone.iterations.length : 0;
    t.is(alone.latency.growing.samples, growths, go.version);
    t.is(alone.latency.growing.weight, growths);
    t.is(alone.latency.evacuating.samples > 100, minor === 22);
    t.true(alone.latency.normal.samples > 1000);
    t.is(locked.latency.growing.samples + locked.latency.evacuating.samples, 0);
  }
});

test('what lies in a real map before the workload is no part of what is timed', async (t) => {
  const go = await goHere(t, 22);
  if (go === null) return;
  const phases = [fill(2000)];
  const cell = cellOf({ target: 'go', map: 'go1.22', guard: 'none' }, { writers: 1, phases });
  const options = { cell, fill: cell.workload, arenaLimitBytes, onState };
  const { measurement, outcome } = await goTarget.timedPass(options);
  t.deepEqual(outcome, { kind: 'completed' });
  t.is(measurement?.iterations[0]?.operations, 2000);
  // The same keys again start no growth.
  t.is(measurement?.latency.growing.samples, 0);
});

test('a real sync.Map allocates and holds what its model does, after deletes too', async (t) => {
  for (const minor of [22, 27] as const) {
    const go = await goHere(t, minor);
    if (go === null) continue;
    const keys = { kind: 'sequential' } as const;
    const phases = [
      fill(5000),
      { name: 'look', operationsPerWriter: 5000, mix: { lookup: 1 }, keys },
      { name: 'delete', operationsPerWriter: 4500, mix: { delete: 1 }, keys },
      { ...fill(200), keys: { ...keys, startAt: 5000 } },
    ] as const;
    const cell = cellOf(
      { target: 'go', map: `go1.${minor}`, guard: 'sync.Map' },
      { writers: 1, phases },
    );
    const options = { cell, arenaLimitBytes, onState };
    const real = (await goExactPass(options, go)).counts?.stats;
    const model = (await referenceTarget.exactPass(options)).counts?.stats;
    if (real === undefined || model === undefined) return t.fail('expected counts');
    const apart = (figure: 'totalAllocations' | 'totalBytesAllocated' | 'bytesHeld'): number =>
      Math.abs(model[figure] / real[figure] - 1);
    t.is(real.entries, model.entries);
    // Each has a hash seed of its own: nodes of a trie and overflow buckets differ by chance.
    t.true(apart('totalAllocations') < 0.004, `${go.version}: allocations`);
    t.true(apart('totalBytesAllocated') < 0.02, `${go.version}: bytes`);
    t.true(apart('bytesHeld') < (minor === 22 ? 0.002 : 0.05), `${go.version}: held`);
  }
});

test('writers that nothing keeps apart are ended by the runtime, which is an outcome', async (t) => {
  if ((await goHere(t)) === null) return;
  const cell = cellOf({ target: 'go', guard: 'none' }, { writers: 8, phases: [fill(400_000)] });
  const { measurement, outcome } = await goTarget.timedPass({ cell, arenaLimitBytes, onState });
  t.is(measurement, null);
  t.notThrows(() => outcomeSchema.parse(outcome));
  t.is(outcome.kind, 'concurrent-map-writes');
  t.like(outcome, { writers: 8 });
});

test.serial('without Go a cell is skipped with one line that says how to get it', async (t) => {
  const { PATH, MAPSWELL_GO, MAPSWELL_GO_FOLDER } = process.env;
  Object.assign(process.env, { PATH: '', MAPSWELL_GO: '', MAPSWELL_GO_FOLDER: '' });
  try {
    const options = { cell: cellOf({ target: 'go' }), arenaLimitBytes, onState };
    const skipped = {
      kind: 'skipped',
      reason:
        'no Go toolchain found: install Go (Debian: apt-get install golang-go), or set MAPSWELL_GO to a go command',
    };
    t.deepEqual((await goTarget.exactPass(options)).outcome, skipped);
    t.deepEqual((await goTarget.timedPass(options)).outcome, skipped);
  } finally {
    process.env['PATH'] = PATH;
    for (const [name, value] of Object.entries({ MAPSWELL_GO, MAPSWELL_GO_FOLDER }))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  }
});

test('what a build that was killed has left is removed, and that of a living process is not', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-go-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const living = newGroupName();
  const dead = living.replace(`-${process.pid}-`, '-999999999-');
  for (const name of [living, dead, 'go1.22.12-970dfe3f9c6ce09b']) mkdirSync(join(folder, name));
  removeStaleBuilds(folder);
  t.deepEqual(readdirSync(folder).toSorted(), ['go1.22.12-970dfe3f9c6ce09b', living]);
});

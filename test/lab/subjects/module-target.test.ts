import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { measurementSchema } from '../../../src/lab/record/schema/timed-schema.ts';
import { hasExactPass } from '../../../src/lab/subjects/has-exact-pass.ts';
import { loadMapModule } from '../../../src/lab/subjects/module/load-map-module.ts';
import { moduleTarget } from '../../../src/lab/subjects/module/module-target.ts';
import { sampleAllocations } from '../../../src/lab/subjects/native/sample-allocations.ts';
import type { Phase } from '../../../src/lab/workload/workload.ts';
import { inserts, makeCell } from '../../support/make-cell.ts';

const ignore = (): void => undefined;

async function moduleFile(t: ExecutionContext, source: string, name = 'map.ts'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mapswell-module-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  await writeFile(file, source);
  return file;
}

const phases: readonly Phase[] = [
  ...inserts(20_000),
  {
    name: 'use',
    operationsPerWriter: 10_000,
    mix: { update: 1, lookup: 1, delete: 1 },
    keys: { kind: 'uniform', keys: 20_000 },
  },
];

test('A module does every operation of the workload, as Map does', async (t) => {
  // Counts its calls in its own figures: sampled, weighed and three timed runs each begin afresh.
  const file = await moduleFile(
    t,
    `export const create = ({ key }: { key: string }) => ({ key, map: new Map(), sets: 0 });
     export const set = (it: any, key: bigint, value: number) => { it.sets++; it.map.set(key, value); };
     export const get = (it: any, key: bigint) => it.map.get(key);
     const remove = (it: any, key: bigint) => it.map.delete(key);
     export { remove as delete };
     export const size = (it: any): number => it.map.size;
     export const stats = (it: any) => ({ sets: it.sets, key: it.key });`,
  );
  const cell = makeCell({ target: 'module', module: file }, phases);
  const module = await moduleTarget.timedPass({ cell, arenaLimitBytes: null, onState: ignore });
  const native = await moduleTarget.timedPass({
    cell: makeCell({ target: 'native' }, phases),
    arenaLimitBytes: null,
    onState: ignore,
  });
  t.deepEqual(module.outcome, { kind: 'completed' });
  const measured = module.measurement?.module;
  t.is(measured?.entries, native.measurement?.module?.entries);
  t.true((measured?.stats?.['sets'] ?? 0) > 20_000);
  t.deepEqual(Object.keys(measured?.stats ?? {}), ['sets']);
  // A Map of 2^15 entries takes 28 bytes for each, and every bigint 24.
  t.true((measured?.heapBytes ?? 0) > 15_000 * 28);
  t.true((measured?.heapBytes ?? 0) < 10 * 2 ** 20);
  t.true((measured?.allocatedBytes ?? 0) > (measured?.heapBytes ?? 0) / 2);
  t.true((module.measurement?.iterations.length ?? 0) >= 3);
  t.is(module.measurement?.iterations[0]?.operations, 30_000);
  const json = JSON.parse(JSON.stringify(module.measurement));
  t.deepEqual(measurementSchema.parse(json), json);
});

test('At a rate, every operation of a map in this process is due at its moment', async (t) => {
  const rate = { kind: 'constant', perSecond: 5_000 } as const;
  const cell = makeCell({ target: 'native', rate }, inserts(500));
  const { measurement, outcome } = await moduleTarget.timedPass({
    cell,
    arenaLimitBytes: null,
    onState: ignore,
  });
  if (measurement === null) {
    // Somebody else had the machine: then there must be no figure at all.
    t.is(outcome.kind, 'invalid');
    return;
  }
  t.is(measurement.latency.normal.samples, 500);
  t.is(measurement.paced?.lateness.samples, 500);
  // The last of 500 operations is due after 99.8 ms.
  t.true((measurement.iterations[0]?.elapsedNs ?? 0) >= 99.8e6);
  t.deepEqual(measurementSchema.parse(JSON.parse(JSON.stringify(measurement))), measurement);
});

test('The examples are maps', async (t) => {
  const keys = [1n, 2n, 3n, 2n];
  for (const file of ['examples/lru-cache.ts', 'examples/plain-object.ts']) {
    const module = await loadMapModule(file);
    const map = module.create({ key: 'int64', value: 'int64', hint: 0 });
    for (const [value, key] of keys.entries()) module.set(map, key, value);
    t.is(module.size(map), 3);
    t.is(module.get(map, 2n), 3);
    module.delete(map, 2n);
    t.is(module.get(map, 2n), undefined);
    t.is(module.size(map), 2);
  }
});

test('A file that is no map is refused by what it lacks', async (t) => {
  const lacking = await moduleFile(t, 'export const create = () => 1; export const set = 2;');
  await t.throwsAsync(loadMapModule(lacking), {
    name: 'SandboxError',
    message: /to export the functions create, set, get, delete, size .* got create, set$/,
  });
  const broken = await moduleFile(t, 'export const = ;');
  await t.throwsAsync(loadMapModule(broken), { message: /could not be loaded/ });
  await t.throwsAsync(loadMapModule('nowhere.js'), { message: /^nowhere\.js could not be loaded/ });
  const byDefault = await moduleFile(
    t,
    'export default { create() {}, set() {}, get() {}, delete() {}, size() { return 7; } };',
    'map.mjs',
  );
  t.is((await loadMapModule(byDefault)).size(null), 7);
});

test('What can be counted exactly is known beforehand', (t) => {
  t.true(hasExactPass(makeCell({}, [])));
  t.true(hasExactPass(makeCell({ target: 'http' }, [])));
  t.false(hasExactPass(makeCell({ target: 'http', http: { url: 'http://127.0.0.1:1' } }, [])));
  t.false(hasExactPass(makeCell({ target: 'module', module: 'x.ts' }, [])));
});

test('Allocations are sampled with the place they come from, even those that are gone', (t) => {
  const kept: unknown[] = [];
  function allocateArrays(): void {
    for (let round = 0; round < 2000; round++)
      kept[round % 3] = Array.from({ length: 1000 }, () => 0);
  }
  const { allocatedBytes, allocationSites } = sampleAllocations(allocateArrays);
  // 2000 arrays of 1000 words of 8 bytes are 16 MB; three of them are alive.
  t.true(allocatedBytes > 8e6 && allocatedBytes < 64e6, String(allocatedBytes));
  t.true(allocationSites.some(({ site }) => /allocateArrays|from/.test(site)));
});

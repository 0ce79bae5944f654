import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { expandCells } from '../../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../../src/lab/config/load-config.ts';
import { loadScenarios } from '../../../src/lab/config/load-scenarios.ts';
import { referenceTarget } from '../../../src/lab/subjects/reference/reference-target.ts';
import {
  namedPhases,
  namedWorkload,
  namedWorkloads,
} from '../../../src/lab/workload/named/named-workloads.ts';
import { twitterClusters } from '../../../src/lab/workload/named/twitter-clusters.ts';
import { workloadCapacity } from '../../../src/lab/workload/named/workload-capacity.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('every published cluster but the one without figures is known by its name', (t) => {
  t.is(twitterClusters.length, 53);
  t.false(twitterClusters.some(({ name }) => name === 'twitter/cluster5'));
  for (const { mix, keyBytes, valueBytes, requestsPerSecond } of twitterClusters) {
    const shares = Object.values(mix).reduce((sum, share) => sum + share, 0);
    t.true(shares > 0.9 && shares < 1.05, JSON.stringify(mix));
    t.true(keyBytes > 0 && valueBytes > 0 && requestsPerSecond > 0);
  }
  t.deepEqual(
    twitterClusters.find(({ name }) => name === 'twitter/cluster53')?.mix,
    // get:0.89 set:0.03 prepend:0.09
    { lookup: 0.89, insert: 0.03, update: 0.09 },
  );
});

test('a cluster becomes its live entries, and then its operations on them', (t) => {
  // 986 MB of entries of 44 + 1,030 bytes.
  const workload = namedWorkload('twitter/cluster12');
  t.is(workload.entries, 918_063);
  t.deepEqual(namedPhases(workload, 4), [
    {
      name: 'load',
      operationsPerWriter: 229_516,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
    {
      name: 'traffic',
      operationsPerWriter: 250_000,
      mix: { insert: 0.8, lookup: 0.2 },
      keys: { kind: 'zipfian', keys: 918_063, exponent: 0.3048 },
    },
  ]);
  t.throws(() => namedWorkload('twitter/cluster5'), { instanceOf: RangeError });
});

test('a scenario takes a workload by its name, its keys as long as they are there', async (t) => {
  const folder = temporaryFolder('named');
  const scenario = { purpose: 'a cache', key: 'string', value: '[]byte', guard: 'none' };
  const write = (fields: object): void => {
    writeFileSync(join(folder, 'cache.json'), JSON.stringify({ ...scenario, ...fields }));
  };
  write({ workload: 'twitter/cluster2' });
  const config = await loadConfig(folder);
  const [cell] = expandCells(await loadScenarios(folder), config);
  if (cell === undefined) return t.fail();
  t.is(cell.workload.stringKeyBytes, 21);
  const { counts } = await referenceTarget.exactPass({
    cell,
    arenaLimitBytes: 2 ** 26,
    onState: () => undefined,
  });
  t.is(counts?.stats.entries, 5618);
  t.is(counts?.operationsByKind.lookup, 1_000_000);
  const phases = [
    { name: 'a', operationsPerWriter: 1, mix: { insert: 1 }, keys: { kind: 'sequential' } },
  ];
  for (const fields of [{ workload: 'ycsb/a', phases }, {}]) {
    write(fields);
    await t.throwsAsync(loadScenarios(folder), {
      message: /phases: expected either phases or a workload by its name/,
    });
  }
  write({ workload: 'ycsb/z' });
  await t.throwsAsync(loadScenarios(folder), {
    message: /workload: expected the name of a workload, .*got 'ycsb\/z'/,
  });
});

test('what stands between its growths is told for each, and which of them are inside the limit', async (t) => {
  const request = { map: 'go1.22', limitBytes: 2 ** 30, nodeMajor: 20 } as const;
  const small = workloadCapacity(namedWorkload('twitter/cluster6'), request);
  // 13 * 2^15 = 425,984 entries are over; the next doubling is at 13 * 2^16 + 1.
  t.is(small.entries, 432_432);
  t.is(small.nextGrowthAtEntries, 851_969);
  t.true(small.fits && small.growsInside);
  // 851,969 keys at 12,610 requests per second, 0.31 % of them the first of their key.
  t.true(Math.abs((small.hoursOfNewKeys ?? 0) - 851_969 / (12_610 * 0.0031) / 3600) < 1e-9);
  const large = workloadCapacity(namedWorkload('twitter/cluster46'), request);
  t.false(large.fits || large.growsInside);
  const io = fakeIo(['workloads', '--map', 'go1.27', '--json']);
  t.is(await runCli(io), 0);
  t.is(JSON.parse(io.output).workloads.length, namedWorkloads.length);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import * as fc from 'fast-check';
import {
  bytesOf,
  durationOf,
  perSecondOf,
} from '../../../src/base/primitives/quantities/parse-quantity.ts';
import { expandCells } from '../../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../../src/lab/config/load-config.ts';
import { loadScenarios } from '../../../src/lab/config/load-scenarios.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('bytes, times and rates are read as people write them, and nothing else is', (t) => {
  t.deepEqual(
    ['512MiB', '2 GB', '1e9', '64Ki', '12'].map(bytesOf),
    [536_870_912, 2e9, 1e9, 65_536, 12],
  );
  t.deepEqual(['512 M', '', 'MiB', '0'].map(bytesOf), [null, null, null, null]);
  t.deepEqual(
    ['30s', '1.5min', '250ms', '24h', '0.1s'].map((text) => durationOf(text, 1)),
    [30_000, 90_000, 250, 86_400_000, 100],
  );
  t.is(durationOf('90min', 60_000), 90);
  t.deepEqual(
    ['30', '30 sec', '-1s', 's'].map((text) => durationOf(text, 1)),
    [null, null, null, null],
  );
  t.deepEqual(['20k/s', '600/min', '1.5M/s', '7200/h'].map(perSecondOf), [20_000, 10, 1.5e6, 2]);
  t.deepEqual(['20k', '20K/s', '20k/d', '/s'].map(perSecondOf), [null, null, null, null]);
});

test('every number of milliseconds comes back from its text in any unit', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400_000 }), (ms) => {
      t.is(durationOf(`${ms}ms`, 1), ms);
      t.is(durationOf(`${(ms / 1000).toFixed(3)}s`, 1), ms);
    }),
  );
});

test('a scenario and a configuration say sizes, times and rates in words, and are as with numbers', async (t) => {
  const folder = temporaryFolder('quantities');
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(
    join(folder, 'sandbox.config.ts'),
    `import { defineConfig } from 'mapswell';
export default defineConfig({
  limits: { memoryBytes: '512MiB', swapBytes: '64MB' },
  timeLimitMs: '2min',
  alerts: { leadMinutes: '0.5h' },
});`,
  );
  writeFileSync(
    join(folder, 'scenarios/paced.json'),
    JSON.stringify({
      purpose: 'paced',
      key: 'int64',
      value: 'int64',
      rate: { kind: 'steps', perSecond: ['20k/s', 5] },
      limits: { memoryBytes: '1GiB' },
      timeLimitMs: '90s',
      phases: [
        { name: 'fill', operationsPerWriter: 10, mix: { insert: 1 }, keys: { kind: 'sequential' } },
      ],
    }),
  );
  const config = await loadConfig(folder);
  t.deepEqual(config.limits, { memoryBytes: 536_870_912, swapBytes: 64_000_000, cpus: 4 });
  t.is(config.timeLimitMs, 120_000);
  t.is(config.alerts.leadMinutes, 30);
  const [cell] = expandCells(await loadScenarios(config.scenariosFolder), config);
  t.deepEqual(cell?.limits, { memoryBytes: 1_073_741_824, swapBytes: 64_000_000, cpus: 4 });
  t.is(cell?.timeLimitMs, 90_000);
  t.deepEqual(cell?.rate, { kind: 'steps', perSecond: [20_000, 5] });
});

test('a size that is none is told with the text as it was written', async (t) => {
  const folder = temporaryFolder('quantities');
  writeFileSync(
    join(folder, 'sandbox.config.json'),
    '{"limits":{"memoryBytes":"512M"},"timeLimitMs":"2 minutes"}',
  );
  const error = await t.throwsAsync(loadConfig(folder));
  t.deepEqual(
    error.message.split('\n').map((line) => line.replace(/^.*json: /, '')),
    [
      "limits.memoryBytes: expected whole bytes from 64 MiB to 1 TiB, as in '512MiB', got '512M'",
      "timeLimitMs: expected a time from 100 ms to 24 h in whole milliseconds, as in '30s', got '2 minutes'",
    ],
  );
});

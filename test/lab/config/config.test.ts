import { chownSync, lchownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test, { type ExecutionContext } from 'ava';
import { expandCells } from '../../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../../src/lab/config/load-config.ts';
import { loadScenarios } from '../../../src/lab/config/load-scenarios.ts';
import { nearestName } from '../../../src/base/primitives/errors/nearest-name.ts';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';
import { makePipe } from '../../support/special-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const minimal = `import { defineScenario } from 'mapswell';
export default defineScenario({
  purpose: 'fill',
  key: 'int64',
  value: 'int64',
  phases: [{ name: 'fill', operationsPerWriter: 10, mix: { insert: 1 }, keys: { kind: 'sequential' } }],
});`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('config');
  mkdirSync(join(folder, 'scenarios'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function refusal(t: ExecutionContext, promise: Promise<unknown>): Promise<SandboxError> {
  return await t.throwsAsync(promise, { instanceOf: SandboxError });
}

test('without a configuration file the defaults hold for the folder', async (t) => {
  const folder = folderWith({});
  t.deepEqual(await loadConfig(folder), {
    file: null,
    scenariosFolder: join(folder, 'scenarios'),
    reportsFolder: join(folder, 'reports'),
    limits: { memoryBytes: 2_147_483_648, cpus: 4 },
    rounds: 5,
    seed: 1,
    timeLimitMs: 60_000,
    latencySampleInterval: 128,
    alerts: { falseAlarmsPerSeriesDay: 0.01, leadMinutes: 23 },
  });
});

test('a configuration in TypeScript is found from a folder below it', async (t) => {
  const folder = folderWith({
    'sandbox.config.ts': `import { defineConfig } from 'mapswell';
      export default defineConfig({ rounds: 3, limits: { cpus: 1 } });`,
  });
  const config = await loadConfig(join(folder, 'scenarios'));
  t.is(config.rounds, 3);
  t.deepEqual(config.limits, { memoryBytes: 2_147_483_648, cpus: 1 });
  t.is(config.scenariosFolder, join(folder, 'scenarios'));
});

test('a misspelt configuration key is named with the nearest known key', async (t) => {
  const folder = folderWith({ 'sandbox.config.json': '{ "round": 3 }' });
  const error = await refusal(t, loadConfig(folder));
  t.is(error.code, 'config');
  t.true(error.message.endsWith('sandbox.config.json: round: unknown key (did you mean rounds?)'));
});

test('every problem of a configuration is told at once, with rule and value', async (t) => {
  const folder = folderWith({
    'sandbox.config.json': '{ "rounds": -3, "limits": { "memoryBytes": 1024, "cpus": 0 } }',
  });
  const error = await refusal(t, loadConfig(folder));
  t.deepEqual(
    error.message.split('\n').map((line) => line.replace(/^.*json: /, '')),
    [
      "limits.memoryBytes: expected whole bytes from 64 MiB to 1 TiB, as in '512MiB', got 1024",
      'limits.cpus: expected a number from 0.01 to 1024, got 0',
      'rounds: expected an integer from 1 to 1000, got -3',
    ],
  );
});

test('a configuration file that does not exist is a usage error', async (t) => {
  const error = await refusal(t, loadConfig(folderWith({}), 'other.config.ts'));
  t.is(error.code, 'usage');
  t.regex(error.message, /^expected --config to name a file, got .*other\.config\.ts$/);
});

test('scenarios are loaded by name, sorted, and expanded with every default filled in', async (t) => {
  const folder = folderWith({
    'scenarios/b.ts': minimal,
    'scenarios/a.ts': minimal.replace(
      "key: 'int64'",
      "guard: ['mutex', 'sharded:4'], key: 'int64'",
    ),
    'scenarios/notes.md': 'not a scenario',
  });
  const config = await loadConfig(folder);
  const scenarios = await loadScenarios(config.scenariosFolder);
  const cells = expandCells(scenarios, config, { rounds: 2, limits: { cpus: 1 } });
  t.deepEqual(
    cells.map((cell) => cell.id),
    ['a/guard=mutex', 'a/guard=sharded:4', 'b'],
  );
  t.deepEqual(cells[2], {
    id: 'b',
    scenario: 'b',
    purpose: 'fill',
    notes: '',
    target: 'reference',
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'mutex',
    hint: 0,
    workload: {
      writers: 1,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: 16,
      phases: [
        { name: 'fill', operationsPerWriter: 10, mix: { insert: 1 }, keys: { kind: 'sequential' } },
      ],
      seed: 1,
    },
    limits: { memoryBytes: 2_147_483_648, cpus: 1 },
    rounds: 2,
    timeLimitMs: 60_000,
    latencySampleInterval: 128,
    parameters: {},
  });
});

test('an unknown scenario name is refused with the nearest one', async (t) => {
  const folder = folderWith({ 'scenarios/churn.ts': minimal });
  const error = await refusal(t, loadScenarios(join(folder, 'scenarios'), ['chrun']));
  t.is(error.code, 'usage');
  t.regex(error.message, /^no scenario named chrun in .* \(did you mean churn\?\)$/);
});

test('a scenario that throws is named with the first line of its error', async (t) => {
  const folder = folderWith({ 'scenarios/bad.ts': "throw new Error('no such luck\\nat line 2');" });
  const error = await refusal(t, loadScenarios(join(folder, 'scenarios')));
  t.is(error.code, 'config');
  t.is(error.message, 'bad.ts could not be loaded: Error: no such luck');
});

test('wrong values deep inside a scenario are named by path, rule and value', async (t) => {
  const folder = folderWith({
    'scenarios/bad.ts': minimal
      .replace("kind: 'sequential'", "kind: 'zipfian', keys: 0, exponent: -1")
      .replace("value: 'int64'", "value: 'int64', guard: ['mutex', 'sharded:0'], wirters: 4"),
  });
  const error = await refusal(t, loadScenarios(join(folder, 'scenarios')));
  t.deepEqual(
    error.message.split('\n').map((line) => line.replace(/^.*bad\.ts: /, '')),
    [
      "guard[1]: expected 'none', 'mutex', 'rwmutex', 'sync.Map' or 'sharded:N' with N from 1 to 1024, got 'sharded:0'",
      'phases[0].keys.keys: expected an integer from 1 to 1099511627776, got 0',
      'phases[0].keys.exponent: expected a number above 0, at most 20, got -1',
      'wirters: unknown key (did you mean writers?)',
    ],
  );
});

test('an empty folder of scenarios and a missing one are usage errors', async (t) => {
  const folder = folderWith({});
  t.regex(
    (await refusal(t, loadScenarios(join(folder, 'scenarios')))).message,
    /^expected at least one scenario file in .*, got none$/,
  );
  t.regex(
    (await refusal(t, loadScenarios(join(folder, 'nowhere')))).message,
    /^expected a folder of scenarios, got .*nowhere$/,
  );
});

test('a name that is near to nothing has no nearest name', (t) => {
  t.is(nearestName('xyzzy', ['rounds', 'seed']), undefined);
});

test('a configuration or a scenario of another user is not executed, unless that user is named', async (t) => {
  if (process.getuid?.() !== 0) {
    skipLoudly(t, 'needs root to give a file to somebody else');
    return;
  }
  const folder = folderWith({
    'sandbox.config.ts': `globalThis.wasExecuted = true; export default { rounds: 7 };`,
    'scenarios/fill.ts': minimal,
  });
  const config = join(folder, 'sandbox.config.ts');
  const scenario = join(folder, 'scenarios/fill.ts');
  chownSync(config, 65_534, 65_534);
  t.is(
    (await refusal(t, loadConfig(folder))).message,
    `${config} belongs to another user (uid 65534) and is not executed; to trust that user, name the configuration with --config`,
  );
  t.false('wasExecuted' in globalThis);
  const named = await loadConfig(folder, config);
  t.is(named.rounds, 7);
  chownSync(scenario, 65_534, 65_534);
  const scenarios = join(folder, 'scenarios');
  t.regex((await refusal(t, loadScenarios(scenarios))).message, /fill\.ts belongs to another user/);
  t.is((await loadScenarios(scenarios, [], { trustedUid: named.trustedUid })).length, 1);
  chownSync(scenario, 1, 1);
  t.regex(
    (await refusal(t, loadScenarios(scenarios, [], { trustedUid: named.trustedUid }))).message,
    /fill\.ts belongs to another user \(uid 1\)/,
  );
  // A link of somebody else to a file of ours chooses what is executed.
  rmSync(config);
  writeFileSync(join(folder, 'own.ts'), 'export default {};');
  symlinkSync('own.ts', config);
  lchownSync(config, 65_534, 65_534);
  t.regex((await refusal(t, loadConfig(folder))).message, /belongs to another user/);
});

test('what is no file, or no JSON, is said and never waited for', async (t) => {
  const folder = folderWith({ 'sandbox.config.json': '{"rounds": 3,' });
  t.regex(
    (await refusal(t, loadConfig(folder))).message,
    /^cannot read .*sandbox\.config\.json: it is no JSON|cut off/,
  );
  rmSync(join(folder, 'sandbox.config.json'));
  makePipe(join(folder, 'sandbox.config.ts'));
  t.regex((await refusal(t, loadConfig(folder))).message, /to be a file of at most 1 MiB/);
});

test('a window goes on where phases before it ended unless it says no, and values make cells', async (t) => {
  const folder = folderWith({
    'scenarios/cache.ts': `import { defineScenario } from 'mapswell';
      const window = { kind: 'sliding-window', window: 10 };
      export default defineScenario({
        purpose: 'a cache', key: 'int64', value: ['int64', '[16]byte'],
        phases: [
          { name: 'first', operationsPerWriter: 10, mix: { insert: 1 }, keys: window },
          { name: 'shrink', does: { kind: 'copy', hint: true }, times: 2 },
          { name: 'on', operationsPerWriter: 10, mix: { insert: 1, delete: 1 }, keys: window },
          { name: 'anew', operationsPerWriter: 10, mix: { insert: 1 }, keys: { ...window, continues: false } },
        ],
      });`,
  });
  const config = await loadConfig(folder);
  const cells = expandCells(await loadScenarios(config.scenariosFolder), config);
  t.deepEqual(
    cells.map(({ id, value, parameters }) => [id, value, parameters]),
    [
      ['cache/value=int64', 'int64', { value: 'int64' }],
      ['cache/value=[16]byte', '[16]byte', { value: '[16]byte' }],
    ],
  );
  const window = { kind: 'sliding-window', window: 10 } as const;
  t.deepEqual(cells[0]?.workload.phases, [
    { name: 'first', operationsPerWriter: 10, mix: { insert: 1 }, keys: window },
    {
      name: 'shrink',
      operationsPerWriter: 2,
      mix: {},
      keys: { kind: 'sequential' },
      whole: [{ kind: 'copy', hint: true, every: 1 }],
    },
    {
      name: 'on',
      operationsPerWriter: 10,
      mix: { insert: 1, delete: 1 },
      keys: { ...window, continues: true },
    },
    { name: 'anew', operationsPerWriter: 10, mix: { insert: 1 }, keys: window },
  ]);
});

const withPhase = (phase: string): string => minimal.replace(/phases: .*,/, `phases: [${phase}],`);

test('what is wrong with an operation on the whole map is named', async (t) => {
  const refused = async (phase: string): Promise<string> => {
    const folder = folderWith({ 'scenarios/a.ts': withPhase(phase) });
    return (await refusal(t, loadScenarios(join(folder, 'scenarios')))).message;
  };
  t.regex(
    await refused("{ name: 'x', does: { kind: 'shrink' } }"),
    /phases\[0\]\.does\.kind: expected kind 'clear', 'iterate', 'copy' or 'delete-if'/,
  );
  t.regex(await refused("{ name: 'x', does: { kind: 'delete-if' } }"), /olderThan/);
});

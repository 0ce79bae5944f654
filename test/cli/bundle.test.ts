import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Script } from 'node:vm';
import test from 'ava';
import { z } from 'zod';
import { commandNamed } from '../../src/cli/program/command-named.ts';
import { codeCacheOf, loadBundled } from '../../src/cli/program/load-bundled.ts';
import { loadAllCommands } from '../../src/cli/program/load-command-builders.ts';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { formatRecord } from '../../src/lab/record/record-file.ts';
import { makeRecord } from '../support/make-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';

const bundle = fileURLToPath(new URL('../../bundle/', import.meta.url));
const main = join(bundle, 'main.cjs');

function start(words: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = dirname(bundle)) {
  return spawnSync(process.execPath, [main, ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

function answerOf(loaded: unknown): unknown {
  return z
    .object({ answer: z.function({ input: [], output: z.number() }) })
    .parse(loaded)
    .answer();
}

test('the help of the program lists every command as the command describes itself', async (t) => {
  const listed = fakeIo(['--help']);
  t.is(await runCli(listed), 0);
  const whole = fakeIo(['--help']);
  t.is(await runCli(whole, await loadAllCommands()), 0);
  t.is(listed.output, whole.output);
});

test('words name the command whose help they ask for, also behind a flag', (t) => {
  t.is(commandNamed(['plan', 'run']), 'plan');
  t.is(commandNamed(['help', 'plan']), 'plan');
  t.is(commandNamed(['--', 'plan']), 'plan');
  t.is(commandNamed(['--help']), undefined);
  t.is(commandNamed(['help']), undefined);
});

test('the bundle has a file for every command, and answers as the modules do', async (t) => {
  const commands = readdirSync(fileURLToPath(new URL('../../src/cli/commands', import.meta.url)))
    .filter((file) => file.endsWith('.js'))
    .map((file) => join(bundle, `command-${file.replace('.js', '.cjs')}`));
  t.true(commands.length >= 25);
  t.deepEqual(
    commands.filter((file) => !existsSync(file)),
    [],
  );

  const words = ['plan', '--key', 'int64', '--value', 'int64', '--entries', '1e6', '--json'];
  const modules = fakeIo(words);
  t.is(await runCli(modules), 0);
  t.is(start(words).stdout, modules.output);

  // Neither is a command, though a file of the bundle has such a name.
  for (const name of ['zod', '../main', 'help-me']) {
    const ended = start([name]);
    t.is(ended.status, 2, name);
    t.regex(ended.stderr, /unknown command/);
  }
  t.regex(start(['help', 'plan']).stdout, /^Usage: mapswell plan /);
});

test('kept code is taken where it is no older than its file, and the answer is the same', (t) => {
  const folder = temporaryFolder('code');
  const file = join(folder, 'answer.cjs');
  writeFileSync(join(folder, 'beside.cjs'), 'exports.twice = (n) => 2 * n;');
  writeFileSync(
    file,
    "const { twice } = require('./beside.cjs'); exports.answer = () => twice(21);",
  );
  const require = createRequire(import.meta.url);
  /** What is required is known to Node.js; what comes from kept code is not. */
  const isRequired = (): boolean => Object.keys(require.cache).includes(file);

  const scripts = new Map<string, Script>();
  t.is(answerOf(loadBundled(file, {}, (name, script) => scripts.set(name, script))), 42);
  t.deepEqual([...scripts.keys()], [join(folder, 'beside.cjs'), file]);
  for (const [name, script] of scripts) writeFileSync(codeCacheOf(name), script.createCachedData());

  t.is(answerOf(loadBundled(file, {})), 42);
  t.false(isRequired());
  utimesSync(codeCacheOf(file), 1, 1);
  t.is(answerOf(loadBundled(file, {})), 42);
  t.true(isRequired());
});

test('what two parts of a file require with kept code is one module', (t) => {
  const folder = temporaryFolder('code');
  const file = join(folder, 'counts.cjs');
  writeFileSync(join(folder, 'beside.cjs'), 'let calls = 0; exports.call = () => ++calls;');
  writeFileSync(
    file,
    "require('./beside.cjs').call(); exports.answer = () => require('./beside.cjs').call();",
  );
  t.is(
    answerOf(
      loadBundled(file, {}, (name, script) => {
        writeFileSync(codeCacheOf(name), script.createCachedData());
      }),
    ),
    2,
  );
  t.is(answerOf(loadBundled(file, {})), 2);
});

test('code is compiled anew where it is followed', (t) => {
  const folder = temporaryFolder('code');
  const file = join(folder, 'answer.cjs');
  writeFileSync(file, 'exports.answer = () => 42;');
  loadBundled(file, {}, (name, script) => {
    writeFileSync(codeCacheOf(name), script.createCachedData());
  });
  const { cache } = createRequire(import.meta.url);
  for (const env of [{ NODE_V8_COVERAGE: folder }, { MAPSWELL_DEBUG: '1' }]) {
    t.is(answerOf(loadBundled(file, env)), 42);
    t.true(Object.keys(cache).includes(file));
    Reflect.deleteProperty(cache, file);
  }
});

test('a command whose code is kept loads the configuration of a project, typed or not', (t) => {
  for (const name of ['sandbox.config.ts', 'sandbox.config.mjs']) {
    const folder = temporaryFolder('project');
    writeFileSync(join(folder, name), "export default { scenarios: 'mine' };");
    mkdirSync(join(folder, 'mine'));
    writeFileSync(
      join(folder, 'mine/own.ts'),
      "export default { purpose: 'Mine', key: 'int64', value: 'int64', phases: [{ name: 'fill', operationsPerWriter: 9, mix: { insert: 1 }, keys: { kind: 'sequential' } }] };",
    );
    const ended = start(['list', '--json'], { NODE_V8_COVERAGE: undefined }, folder);
    t.is(ended.stderr, '', name);
    t.deepEqual(JSON.parse(ended.stdout), [{ name: 'own', purpose: 'Mine', cells: ['own'] }]);
  }
});

test('a file that imports by itself keeps no code', async (t) => {
  const folder = temporaryFolder('code');
  const file = join(folder, 'beside.cjs');
  writeFileSync(join(folder, 'a.mjs'), 'export default 42;');
  writeFileSync(file, "exports.load = () => import('./a.mjs').then((found) => found.default);");
  const scripts = new Map<string, Script>();
  const loaded = loadBundled(file, {}, (name, script) => scripts.set(name, script));
  t.is(scripts.size, 0);
  const { load } = z
    .object({ load: z.function({ input: [], output: z.promise(z.number()) }) })
    .parse(loaded);
  t.is(await load(), 42);
});

test('a build keeps the code of the commands that answer at once', (t) => {
  for (const name of ['help', 'list', 'plan', 'compare'])
    t.true(existsSync(codeCacheOf(join(bundle, `command-${name}.cjs`))), name);
});

test('what a command seldom needs is a file of its own, and its errors are errors of the command', (t) => {
  const folder = temporaryFolder('seldom');
  writeFileSync(
    join(folder, 'base.json'),
    formatRecord(makeRecord([{ id: 'x', run: { inserts: 100 } }])),
  );
  t.true(existsSync(join(bundle, 'run-batches.cjs')));
  const ended = start(['compare', 'base.json', '--run', 'nothing'], {}, folder);
  t.is(ended.status, 2);
  t.regex(ended.stderr, /^batch 1 of 2\nerror: no scenario named nothing in /);
});

test('a stack from the bundle names the sources', (t) => {
  const ended = start(['list', '--config', 'none.ts'], { MAPSWELL_DEBUG: '1' });
  t.is(ended.status, 2);
  t.regex(ended.stderr, /at .*src\/lab\/config\/load-config\.ts:\d+:\d+/);
});

test('a changed file of a shipped scenario is evaluated anew', async (t) => {
  const { evaluatedScenario, shippedScenarios } =
    await import('../../src/lab/config/shipped-scenarios.ts');
  const file = join(shippedScenarios, 'steady-churn.ts');
  t.regex(readFileSync(file, 'utf8'), /purpose/);
  t.is(
    evaluatedScenario(file)?.purpose,
    'A cache with expiry: new keys come, the oldest go, the size stays; does the memory?',
  );
  t.is(evaluatedScenario(join(temporaryFolder('bundle'), 'steady-churn.ts')), undefined);
});

test('the licenses of bundled packages are kept', (t) => {
  const text = readFileSync(join(bundle, 'LICENSES.txt'), 'utf8');
  t.regex(text, /^commander$/m);
  t.regex(text, /^zod$/m);
  t.regex(text, /Colin McDonnell/);
});

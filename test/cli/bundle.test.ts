import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { commandNamed } from '../../src/cli/program/command-named.ts';
import { loadAllCommands } from '../../src/cli/program/load-command-builders.ts';
import { runCli } from '../../src/cli/program/run-cli.ts';
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

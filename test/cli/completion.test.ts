import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { shells } from '../../src/cli/commands/completion.ts';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { completionOf } from '../../tools/completion/completion-of.ts';
import { skipOptional } from '../support/skip-loudly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';

async function script(shell: string): Promise<string> {
  const io = fakeIo(['completion', shell]);
  const exitCode = await runCli(io);
  if (exitCode !== 0) throw new Error(io.errors);
  return io.output;
}

/** What Tab offers behind each line, by the shell itself. */
async function offered(lines: readonly string[]): Promise<readonly (readonly string[])[]> {
  const folder = temporaryFolder('completion');
  const asked = lines.map((line) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _mapswell; echo "\${COMPREPLY[*]}"`;
  });
  writeFileSync(join(folder, 'ask.sh'), `${await script('bash')}\n${asked.join('\n')}\n`);
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', 'ask.sh'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .replace(/\n$/u, '')
    .split('\n')
    .map((line) => line.split(' '));
}

test('bash completes commands, those inside of others, flags, and the values that are known', async (t) => {
  t.deepEqual(
    await offered([
      'mapswell ca',
      'mapswell contract ',
      'mapswell contract ch',
      'mapswell plan --lim',
      'mapswell plan --map v',
      'mapswell capacity --limit 1GiB --map go1.24 --ho',
      'mapswell init --for ',
      'mapswell completion ',
      'mapswell compare --fail',
      'mapswell plan --key ',
    ]),
    [
      ['capacity', 'calibrate'],
      ['check', 'record', 'diff', 'accept'],
      ['check'],
      ['--limit'],
      ['v8', 'v8-object'],
      [''],
      ['node-cache', 'go-cache', 'module'],
      ['bash', 'zsh', 'fish'],
      ['--fail-on'],
      [''],
    ],
  );
});

test('the scripts are those of the commands as they are defined', async (t) => {
  for (const shell of shells)
    t.is(await script(shell), await completionOf(shell), 'run npm run docs');
});

test('the scripts of zsh and fish are such, and another shell is refused', async (t) => {
  const fish = await script('fish');
  t.true(fish.includes("complete -c mapswell -n '__fish_use_subcommand' -a plan -d '"));
  t.true(
    fish.includes(
      "complete -c mapswell -n '__fish_seen_subcommand_from init' -l for -d 'what the scenario is for (default asks)' -x -a 'node-cache go-cache module'",
    ),
    fish,
  );
  // An odd number of quotes would swallow the rest of the script.
  for (const line of fish.split('\n')) t.is((line.match(/'/gu) ?? []).length % 2, 0, line);
  t.true((await script('zsh')).includes('bashcompinit'));
  const refused = fakeIo(['completion', 'powershell']);
  t.is(await runCli(refused), 2);
  t.regex(refused.errors, /Allowed choices are bash, zsh, fish/);
  for (const shell of ['zsh', 'fish']) {
    if (spawnSync(shell, ['--version']).status !== 0) {
      skipOptional(t, `no ${shell}`);
      continue;
    }
    const { status, stderr } = spawnSync(shell, ['-n'], {
      input: await script(shell),
      encoding: 'utf8',
    });
    t.is(status, 0, stderr);
  }
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { Command, Option } from 'commander';
import type { CommandBuilder } from '../../../src/cli/io/cli-io.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { textTable } from '../../../src/cli/text/text-table.ts';
import { SandboxError, type ErrorCode } from '../../../src/index.ts';
import { fakeIo } from '../fake-io.ts';
import { cliMain } from '../../support/cli-main.ts';

/** A command whose action throws what it is given. */
const throwing =
  (error: unknown): CommandBuilder =>
  () =>
    new Command('fail').option('--rounds <n>').action(() => {
      throw error;
    });

const choosing: CommandBuilder = ({ exitWith }) =>
  new Command('choose')
    .addOption(new Option('--map <model>').choices(['go1.22', 'v8']))
    .action(() => exitWith(1));

test('every kind of error has its exit code and one message without a stack', async (t) => {
  const expected: readonly (readonly [ErrorCode, number])[] = [
    ['usage', 2],
    ['config', 2],
    ['input', 2],
    ['output', 2],
    ['environment', 2],
    ['invalid', 3],
    ['internal', 70],
  ];
  for (const [code, exitCode] of expected) {
    const io = fakeIo(['fail']);
    t.is(await runCli(io, [throwing(new SandboxError(code, 'it broke'))]), exitCode, code);
    t.is(io.output, '');
    if (code !== 'internal') t.is(io.errors, 'error: it broke\n');
  }
});

test('an unexpected error asks to be reported, and shows its stack only when debugging', async (t) => {
  const io = fakeIo(['fail']);
  t.is(await runCli(io, [throwing(new TypeError('x is undefined'))]), 70);
  t.is(
    io.errors,
    'error: unexpected failure: x is undefined\nThis is a defect of mapswell. Please report it ' +
      'with the command that you ran and its output under MAPSWELL_DEBUG=1.\n',
  );
  const debugging = fakeIo(['fail'], { env: { MAPSWELL_DEBUG: '1' } });
  t.is(await runCli(debugging, [throwing(new TypeError('y', { cause: new Error('disk') }))]), 70);
  t.regex(debugging.errors, /TypeError: y\n {4}at /);
  t.regex(debugging.errors, /cause: Error: disk\n {4}at /);
});

test('the control characters of a message cannot steer the terminal', async (t) => {
  const io = fakeIo(['fail']);
  await runCli(io, [throwing(new SandboxError('input', 'no \u001b[2Jfile\u202e\nnext line'))]);
  t.is(io.errors, 'error: no \\u001b[2Jfile\\u202e\nnext line\n');
});

test('unknown flags, commands, values and words end with 2 and a suggestion', async (t) => {
  for (const [argv, message] of [
    [['fail', '--ruonds', '3'], "error: unknown option '--ruonds'\n(Did you mean --rounds?)\n"],
    [['fial'], "error: unknown command 'fial'\n(Did you mean fail?)\n"],
    [['fail', '--rounds'], "error: option '--rounds <n>' argument missing\n"],
    [
      ['choose', '--map', 'go1.21'],
      "error: option '--map <model>' argument 'go1.21' is invalid. Allowed choices are go1.22, v8.\n",
    ],
    [
      ['choose', 'more'],
      "error: too many arguments for 'choose'. Expected 0 arguments but got 1.\n",
    ],
  ] as const) {
    const io = fakeIo(argv);
    t.is(await runCli(io, [throwing(new Error('never reached')), choosing]), 2);
    t.is(io.errors, message);
    t.is(io.output, '');
  }
});

test('help and version go to the output and end with 0; no command shows the help and ends with 2', async (t) => {
  const help = fakeIo(['--help']);
  t.is(await runCli(help, [choosing]), 0);
  t.regex(help.output, /^Usage: mapswell \[options\] \[command\]\n/);
  const version = fakeIo(['--version']);
  t.is(await runCli(version), 0);
  const packageFile = new URL('../../../../package.json', import.meta.url);
  t.is(version.output, `${JSON.parse(readFileSync(packageFile, 'utf8')).version}\n`);
  const bare = fakeIo([]);
  t.is(await runCli(bare, [choosing]), 2);
  t.is(bare.output, '');
  t.regex(bare.errors, /^Usage: mapswell/);
});

test('a command decides the exit code of a good run, an interrupt overrides it', async (t) => {
  t.is(await runCli(fakeIo(['choose']), [choosing]), 1);
  const interrupted = fakeIo(['choose'], { signal: AbortSignal.abort() });
  t.is(await runCli(interrupted, [choosing]), 130);
  const failing = fakeIo(['fail'], { signal: AbortSignal.abort() });
  t.is(await runCli(failing, [throwing(new Error('aborted'))]), 130);
  t.is(failing.errors, '');
});

function shell(command: string): { status: number | null; stderr: string } {
  return spawnSync('bash', ['-c', command, process.execPath, cliMain], { encoding: 'utf8' });
}

test('a closed pipe is no failure, a full disk is one', (t) => {
  const piped = shell('set -o pipefail; "$0" "$1" --help | true');
  t.is(piped.status, 0, piped.stderr);
  t.is(piped.stderr, '');
  const full = shell('"$0" "$1" --help > /dev/full');
  t.is(full.status, 2);
  t.is(full.stderr, 'error: cannot write the output: ENOSPC: no space left on device, write\n');
});

test('a table aligns wide characters and escapes what is in its cells', (t) => {
  t.is(
    textTable(
      [{ title: 'cell' }, { title: 'writes/s', align: 'right' }, { title: 'note' }],
      [
        ['混雑', '1,234', 'ok'],
        ['a\u001b[31m\nb', '5', ''],
        ['e\u0301', { text: '12', style: (text) => `<${text}>` }, 'end'],
      ],
    ),
    [
      'cell            writes/s  note',
      '--------------  --------  ----',
      '混雑               1,234  ok',
      'a\\u001b[31m\\nb         5',
      'e\u0301                     <12>  end',
      '',
    ].join('\n'),
  );
});

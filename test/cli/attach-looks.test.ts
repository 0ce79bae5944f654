import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { checkText } from '../../src/cli/text/live/check-text.ts';
import { checkProcess } from '../../src/live/attach/check-process.ts';
import { copyExecutable } from '../support/copy-executable.ts';
import { goHere } from '../support/go-here.ts';
import { goLiveProgram, startGoLive } from '../support/go-live.ts';
import { NodeProgram } from '../support/node-programs.ts';
import { skipOptional } from '../support/skip-loudly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { probesHere } from '../support/tracefs-here.ts';
import { fakeIo } from './fake-io.ts';
import { cliMain } from '../support/cli-main.ts';

const profile = fileURLToPath(
  new URL('../../../test/fixtures/heap-profiles/go1.22.pb.gz', import.meta.url),
);

test('a heap profile is shown as a table and as JSON, with --top', async (t) => {
  const table = fakeIo(['attach', '--pprof', profile]);
  t.is(await runCli(table), 0, table.errors);
  const rows = table.output.split('\n').filter((line) => line.startsWith('main.'));
  t.deepEqual(
    rows.map((row) => row.split(/ {2,}/)),
    [
      [
        'main.fillCounts main.go:25',
        '1',
        '76.5',
        '1,703,937 to 3,407,872',
        '3,407,873',
        '229.5',
        '76.5',
      ],
      ['main.fillUsers main.go:19', '1', '13.8', '212,993 to 425,984', '425,985', '41.4', '13.8'],
    ],
  );
  const json = fakeIo(['attach', '--pprof', profile, '--json', '--top', '1']);
  t.is(await runCli(json), 0, json.errors);
  const found = JSON.parse(json.output);
  t.is(found.lines.length, 1);
  t.is(found.lines[0].tables[0].shapes[0].entriesTo, 3_407_872);
});

test('ways to look that exclude each other are refused by name', async (t) => {
  const refusal = async (...argv: readonly string[]): Promise<string> => {
    const io = fakeIo(['attach', ...argv]);
    t.is(await runCli(io), 2);
    return io.errors.trim();
  };
  t.is(await refusal('12', '--pprof', profile), 'error: expected --pprof or the PID 12, got both');
  t.is(await refusal('--check'), 'error: expected a PID beside --check');
  t.is(await refusal('12', '--growths', '--once'), 'error: expected --growths or --once, got both');
  t.is(
    await refusal('--pprof', profile, '--for', '2s'),
    'error: expected --pprof or --for, got both',
  );
  const node = await refusal(String(process.pid), '--growths');
  t.regex(node, /to run a Go program for --growths, got Node\.js, which reports them itself when/);
});

test('a check says what is possible, and names each right that is missing', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  const own = fakeIo(['attach', String(program.pid), '--check', '--json']);
  t.is(await runCli(own), 0, own.errors);
  const check = JSON.parse(own.output);
  t.like(check, { pid: program.pid, runtime: 'node', version: process.version });
  t.like(check.abilities[0], { name: 'maps', isPossible: true, missing: [] });
  t.like(check.abilities[1], { name: 'growths', isPossible: false, missing: [] });
  const stranger = await checkProcess(process.ppid);
  t.regex(checkText(stranger), new RegExp(`^pid ${process.ppid} \\(.+\\)`));
  if (process.getuid?.() !== 0) {
    skipOptional(t, 'not root, which can become another user');
    return;
  }
  // Another user sees neither folders of root nor, without the file's mode, this executable.
  const node = join(temporaryFolder('check'), 'node');
  copyExecutable(process.execPath, node);
  chmodSync(join(node, '..'), 0o755);
  const other = spawn(node, [cliMain, 'attach', String(program.pid), '--check'], {
    uid: 65534,
    gid: 65534,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  other.stdout.on('data', (text) => (said += String(text)));
  other.stderr.on('data', (text) => (said += String(text)));
  await once(other, 'close');
  t.regex(
    said,
    /^no {5}every map.*: its memory cannot be read\n +CAP_DAC_READ_SEARCH is missing: \/proc\/PID\/mem belongs to user 0, and this is user 65534; .*\n +CAP_SYS_PTRACE is missing: the process runs as 0:0, and this one as 65534:65534; run as 0:0, or with CAP_SYS_PTRACE$/m,
  );
});

test('growths that are heard are lines, and are as many as the kernel counts', async (t) => {
  if (!probesHere(t)) return;
  const go = await goHere(t);
  if (go === null) return;
  // The kernel counts all processes of an executable.
  const path = join(temporaryFolder('heard'), 'zoo');
  copyExecutable(await goLiveProgram(go, 'zoo'), path);
  const program = await startGoLive(t, path);
  const io = fakeIo(['attach', String(program.pid), '--growths', '--every', '100ms']);
  const running = runCli(io);
  // Nothing grows before the probes are set, which the first table follows.
  t.true(await until(() => io.output.includes('\n-'), running), io.errors);
  await program.ask('grow 300000');
  await program.ask('truth');
  const heardOne = (): boolean => /main\.globalCounts: .* at entry /.test(io.output);
  t.true(await until(heardOne, running), io.errors);
  program.child.kill('SIGKILL');
  t.is(await running, 0, io.errors);
  const lines = io.output.split('\n').filter((line) => line.includes('main.globalCounts: '));
  t.regex(
    lines.find((line) => line.includes(' at entry ')) ?? '',
    /main\.globalCounts: (?:doubled|split tables|made its table larger).* at entry [\d,]+ at [\d:.]+Z.* by main\.main \(.+main\.go:\d+\)/,
  );
  const [, heard, counted] =
    /: ([\d,]+) growths heard at the insert, ([\d,]+) counted by the kernel\n/.exec(io.errors) ??
    [];
  t.truthy(heard);
  t.is(heard, counted);
});

/** Whether it came to hold before the command ended. */
async function until(holds: () => boolean, running: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  void running.then(() => over.abort());
  while (!holds() && !over.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
  return holds();
}

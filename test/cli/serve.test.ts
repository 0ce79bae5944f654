import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { growthEventJsonSchema } from '../../src/maps/figures/growth-cloud-event-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';
import { cliMain } from '../support/cli-main.ts';

test('The service says where it is, answers, and ends when it is told to', async (t) => {
  const folder = temporaryFolder('serve');
  const readyFile = join(folder, 'address');
  const stop = new AbortController();
  const io = fakeIo(
    ['serve', '--port', '0', '--debug-port', '0', '--name', 'x', '--limit', '1MiB'].concat(
      '--ready-file',
      readyFile,
    ),
    { signal: stop.signal },
  );
  const ended = runCli(io);
  while ((await stat(readyFile).catch(() => null)) === null)
    await new Promise((resolve) => setImmediate(resolve));
  const url = (await readFile(readyFile, 'utf8')).trim();
  t.is(io.output.split('\n')[0], `listening on ${url}`);
  const debugUrl = /debug pages on (\S+)/.exec(io.output)?.[1] ?? '';
  await fetch(`${url}/map/a`, { method: 'PUT', body: 'b' });
  const size = await (await fetch(`${debugUrl}/debug/mapsize`)).json();
  t.like(size, { map: 'x', model: 'go1.22', size: 1, limitBytes: 1_048_576 });
  stop.abort();
  t.is(await ended, 130);
  await t.throwsAsync(fetch(`${url}/healthz`));
});

test('Growths go to a list of events, which is appended to, or to standard output', async (t) => {
  const folder = temporaryFolder('serve-events');
  let started = 0;
  const grow = async (events: string): Promise<{ output: string; errors: string }> => {
    const readyFile = join(folder, `address-${(started += 1)}`);
    const stop = new AbortController();
    const io = fakeIo(
      ['serve', '--port', '0', '--key', 'int64', '--value', 'int64', '--name', 'x'].concat([
        '--ready-file',
        readyFile,
        '--events',
        events,
      ]),
      { signal: stop.signal, cwd: folder },
    );
    const ended = runCli(io);
    while ((await stat(readyFile).catch(() => null)) === null)
      await new Promise((resolve) => setImmediate(resolve));
    const url = (await readFile(readyFile, 'utf8')).trim();
    const body = Array.from({ length: 27 }, (_, key) => `{"key":${key},"value":1}\n`).join('');
    const headers = { 'content-type': 'application/x-ndjson' };
    t.is((await fetch(`${url}/map`, { method: 'POST', body, headers })).status, 200);
    stop.abort();
    await ended;
    return { output: io.output, errors: io.errors };
  };
  const isEvent = new Ajv2020({ strict: false, logger: false, validateFormats: false }).compile(
    growthEventJsonSchema(),
  );
  const told = (text: string): readonly unknown[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const event: { id: string; subject: string; data: { entries: number } } = JSON.parse(line);
        t.true(isEvent(event), JSON.stringify(isEvent.errors));
        return [event.id, event.subject, event.data.entries];
      });
  const three = [
    ['1', 'x', 9],
    ['2', 'x', 14],
    ['3', 'x', 27],
  ];
  const toFile = await grow('events.ndjson');
  t.regex(toFile.output, /^listening on /);
  const file = join(folder, 'events.ndjson');
  t.deepEqual(told(await readFile(file, 'utf8')), three);
  await grow('events.ndjson');
  t.deepEqual(told(await readFile(file, 'utf8')), [...three, ...three]);
  const toOutput = await grow('-');
  t.deepEqual(told(toOutput.output), three);
  t.regex(toOutput.errors, /^listening on /);
  await writeFile(file, 'mine\n');
  const io = fakeIo(['serve', '--events', 'events.ndjson', '--stop-after', '0'], { cwd: folder });
  t.is(await runCli(io), 2);
  t.is(await readFile(file, 'utf8'), 'mine\n');
});

test('The service ends by itself after a time', async (t) => {
  const io = fakeIo(['serve', '--port', '0', '--stop-after', '0', '--no-debug']);
  t.is(await runCli(io), 0);
  t.regex(io.output, /^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
});

test('Flags that make no sense are refused', async (t) => {
  const cases = [
    [['--debug-port', '0', '--no-debug'], /expected --debug-port or --no-debug, got both/],
    [['--port', '70000'], /--port/],
    [['--key', 'func()'], /func\(\)/],
    [['--map', 'go1.5'], /--map/],
    [['--limit', '0.3'], /--limit/],
    [
      ['--host', '0.0.0.0'],
      /expected --host to be an address of the loopback.*--allow-remote.*0\.0\.0\.0/,
    ],
    [
      ['--allow-host', 'a.example:80'],
      /expected --allow-host to be a name without a port, got a\.example:80/,
    ],
    [
      ['--max-buffered', '1KiB'],
      /expected --max-buffered to be at least --max-value \(1048576\), got 1024/,
    ],
  ] as const;
  for (const [flags, message] of cases) {
    const io = fakeIo(['serve', '--stop-after', '0', ...flags]);
    t.is(await runCli(io), 2, flags.join(' '));
    t.regex(io.errors, message);
  }
});

test('A request to end (SIGTERM) is how a service ends: with 0; Ctrl-C interrupts it', async (t) => {
  const folder = temporaryFolder('serve');
  for (const [signal, exitCode] of [
    ['SIGTERM', 0],
    ['SIGINT', 130],
    ['SIGHUP', 130],
  ] as const) {
    const readyFile = join(folder, signal);
    const args = [cliMain, 'serve', '--port', '0', '--ready-file', readyFile, '--stop-after', '60'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    while ((await stat(readyFile).catch(() => null)) === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    t.deepEqual(await ended, [exitCode, null], signal);
  }
});

test('A service that other machines can reach says what that means', async (t) => {
  const flags = [
    'serve',
    '--port',
    '0',
    '--stop-after',
    '0',
    '--host',
    '0.0.0.0',
    '--allow-remote',
  ];
  const open = fakeIo(flags);
  t.is(await runCli(open), 0);
  t.regex(
    open.errors,
    /^warning: whoever can reach http:\/\/0\.0\.0\.0:\d+ can read, write and delete every entry, pages in their browsers too: name its hosts with --allow-host\n$/,
  );
  const named = fakeIo([...flags, '--allow-host', 'maps.example']);
  t.is(await runCli(named), 0);
  t.regex(named.errors, /delete every entry\n$/);
});

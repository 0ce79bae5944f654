import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/run-cli.ts';
import { fakeIo } from './fake-io.ts';

test('The service says where it is, answers, and ends when it is told to', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mapswell-serve-'));
  t.teardown(() => rm(folder, { recursive: true }));
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
  ] as const;
  for (const [flags, message] of cases) {
    const io = fakeIo(['serve', '--stop-after', '0', ...flags]);
    t.is(await runCli(io), 2, flags.join(' '));
    t.regex(io.errors, message);
  }
});

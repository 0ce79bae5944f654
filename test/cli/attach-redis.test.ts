import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import type { AttachReport } from '../../src/live/attach/attach-report.ts';
import { attachReportSchema } from '../../src/live/attach/attach-report-schema.ts';
import { freePort, redisHere } from '../support/redis-here.ts';
import { fakeIo } from './fake-io.ts';

interface Answer {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

async function attach(
  port: number,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const io = fakeIo(['attach', '--redis', `127.0.0.1:${port}`, ...words], { env });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

const once100ms = ['--once', '--every', '100ms', '--min-bytes', '1B'];

async function reportOf(
  t: ExecutionContext,
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<AttachReport> {
  const { exitCode, output, errors } = await attach(port, [...once100ms, '--json'], env);
  t.is(exitCode, 0, errors);
  return attachReportSchema.parse(JSON.parse(output));
}

test('the databases of a Redis are reported by the published schema, against its maxmemory', async (t) => {
  const redis = await redisHere(t, '--maxmemory', '8mb');
  if (redis === null) return;
  await redis.fill(1, 60_000);
  await redis.ask('EXPIRE', 'key:1', 1000);
  const { process, maps, notes, notListed } = await reportOf(t, redis.port);
  t.is(process.runtime, 'redis');
  t.true((process.pid ?? 0) > 0);
  t.deepEqual(notListed, { maps: 0, bytes: 0 });
  t.deepEqual(notes, []);
  t.like(maps[0], {
    address: null,
    name: 'db0',
    type: 'dict of keys',
    entries: 60_000,
    capacity: 65_536,
    bytes: 524_288,
    oldBytes: 0,
    isGrowing: false,
    nextGrowthAtEntries: 65_537,
    peakBytes: 524_288 + 1_048_576,
    fits: true,
  });
  t.like(maps[1], { name: 'db0.expires', entries: 1, capacity: 4, nextGrowthAtEntries: 5 });
  // Half a megabyte is less than the table that the doubling makes.
  const used = /used_memory:(\d+)/.exec(await redis.text('INFO', 'memory'))?.[1];
  await redis.ask('CONFIG', 'SET', 'maxmemory', Number(used) + 500_000);
  const squeezed = await reportOf(t, redis.port);
  t.false(squeezed.maps[0]?.fits);
  t.regex(
    squeezed.notes[0] ?? '',
    /^db0: maxmemory has no room for the doubling at 65,537 entries, so that Redis puts it off until 106,039; at the \d\d bytes that an entry takes, maxmemory is full at about 6\d,\d{3}, and noeviction decides$/,
  );
  const { output } = await attach(redis.port, once100ms);
  t.regex(
    output,
    /^redis 7\.\S+ {2}pid \d+ \(127\.0\.0\.1:\d+\) {2}2 maps {2}\d\.\d MiB of \d\.\d+ MiB used, by its maxmemory\n/,
  );
  t.regex(output, /\ndb0 .* dict of keys .* NO\n/);
  t.regex(output, /\ndb0: maxmemory has no room .*, and noeviction decides\n$/);
});

test('a Redis is followed: rates, the doubling as it comes, metrics under the same names, and its end', async (t) => {
  const redis = await redisHere(t);
  if (redis === null) return;
  await redis.fill(1, 3000);
  const port = await freePort();
  const io = fakeIo([
    'attach',
    '--redis',
    `127.0.0.1:${redis.port}`,
    '--every',
    '100ms',
    '--serve',
    `127.0.0.1:${port}`,
  ]);
  const ended = runCli(io);
  // The first look is the table that stands first.
  for (let tries = 0; tries < 200 && !io.output.includes('dict of keys'); tries++) await wait(50);
  for (let from = 3001; from <= 6000; from += 100) {
    await redis.fill(from, from + 99);
    await wait(20);
  }
  await wait(250);
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  t.regex(page, /\nmapswell_map_entries\{map="db0"\} 6000\n/);
  t.regex(page, /\nmapswell_map_growth_threshold_entries\{map="db0"\} 8193\n/);
  t.regex(page, /\nmapswell_map_growths_total\{map="db0",kind="double"\} 1\n/);
  t.regex(page, /\nmapswell_map_bytes\{map="db0",generation="current"\} 65536\n/);
  await redis.stop();
  t.is(await ended, 0, io.errors);
  t.regex(io.output, /db0.* doubled? /);
  t.regex(io.output, /Redis at 127\.0\.0\.1:\d+ has ended\n$/);
});

test('who may not ask, and what is no Redis that stands alone, is refused in one line without the password', async (t) => {
  const redis = await redisHere(t, '--requirepass', 'sesame');
  if (redis === null) return;
  const at = `127.0.0.1:${redis.port}`;
  const refused = async (
    port: number,
    message: RegExp | string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const { exitCode, output, errors } = await attach(port, ['--once'], env);
    t.is(exitCode, 2);
    t.is(output, '');
    if (typeof message === 'string') t.is(errors, `error: ${message}\n`);
    else t.regex(errors, message);
    t.notRegex(errors, /sesame|wrong-one/);
  };
  await refused(
    redis.port,
    `the Redis at ${at} asks for a password: set MAPSWELL_REDIS_PASSWORD, and MAPSWELL_REDIS_USER for a user of its ACL`,
  );
  await refused(
    redis.port,
    `the Redis at ${at} does not take the password in MAPSWELL_REDIS_PASSWORD: WRONGPASS`,
    { MAPSWELL_REDIS_PASSWORD: 'wrong-one' },
  );
  const signedIn = redis.ask('AUTH', 'sesame');
  t.is(await signedIn, 'OK');
  await redis.fill(1, 600);
  await redis.ask('ACL', 'SETUSER', 'blind', 'on', '>sesame', '+ping');
  await refused(redis.port, /does not let this user ask INFO: allow it with ACL SETUSER/, {
    MAPSWELL_REDIS_USER: 'blind',
    MAPSWELL_REDIS_PASSWORD: 'sesame',
  });
  // Without MEMORY the tables are those of a database that only grew, and it is said.
  await redis.ask('ACL', 'SETUSER', 'seer', 'on', '>sesame', '+info');
  const seer = await reportOf(t, redis.port, {
    MAPSWELL_REDIS_USER: 'seer',
    MAPSWELL_REDIS_PASSWORD: 'sesame',
  });
  t.like(seer.maps[0], { name: 'db0', entries: 600, capacity: 1024 });
  t.deepEqual(seer.notes, [
    'tables could not be read (MEMORY STATS, DEBUG HTSTATS): they are those of databases that only grew',
  ]);
  const known = await reportOf(t, redis.port, { REDISCLI_AUTH: 'sesame' });
  t.deepEqual(known.notes, []);
  const web = createServer((_, response) => response.end('no'));
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  t.teardown(() => web.close());
  const address = web.address();
  const webPort = typeof address === 'object' && address !== null ? address.port : 0;
  await refused(
    webPort,
    /^error: expected a Redis at .*, got something else, which answers "HTTP\/1\.1 400 Bad Request"/,
  );
  await refused(
    await freePort(),
    /^error: expected a Redis at .*, got no connection: connect ECONNREFUSED/,
  );
});

test('a node of a cluster is refused, and tables are read by DEBUG HTSTATS where nothing else tells them', async (t) => {
  const node = await redisHere(t, '--cluster-enabled', 'yes');
  if (node === null) return;
  const { exitCode, errors } = await attach(node.port, ['--once']);
  t.is(exitCode, 2);
  t.is(
    errors,
    `error: expected a Redis that stands alone at 127.0.0.1:${node.port}, got a node of a cluster, whose keys are split among others\n`,
  );
  await node.stop();
  const redis = await redisHere(t, '--enable-debug-command', 'yes', '--activerehashing', 'no');
  if (redis === null) return;
  await redis.ask('ACL', 'SETUSER', 'default', '-memory');
  await redis.fill(1, 1030);
  const { maps, notes } = await reportOf(t, redis.port);
  t.deepEqual(notes, []);
  t.like(maps[0], { capacity: 2048, oldBytes: 8192, bytes: 8192 + 16_384, isGrowing: true });
});

test('flags that have no meaning for a Redis are refused beside it', async (t) => {
  for (const words of [
    ['4711'],
    ['--name', 'x'],
    ['--growths'],
    ['--check'],
    ['--scenario', 'x'],
  ]) {
    const { exitCode, errors } = await attach(1, [...words, '--once']);
    t.is(exitCode, 2);
    t.regex(errors, /^error: expected --(redis|check) or .*, got both\n$/);
  }
});

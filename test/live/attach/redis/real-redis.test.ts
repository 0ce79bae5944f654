import test from 'ava';
import { planGrowth } from '../../../../src/index.ts';
import { RedisServer } from '../../../../src/live/attach/redis/redis-server.ts';
import type { RedisTable } from '../../../../src/live/attach/redis/redis-tables.ts';
import { type RedisHere, redisHere } from '../../../support/redis-here.ts';

const nobody = { user: null, password: null };

/** The tables of the keys of database 0, as mapswell reads them. */
async function tableReader(redis: RedisHere): Promise<() => Promise<RedisTable>> {
  const server = await RedisServer.open({ host: '127.0.0.1', port: redis.port }, nobody);
  return async () => {
    const { dicts } = await server.look();
    const found = dicts.find(({ index, of }) => index === 0 && of === 'keys');
    return found?.table ?? { slots: 0, oldSlots: 0, isRead: false };
  };
}

test('a real Redis doubles where the model says, and moves its entries as long as the plan says', async (t) => {
  // Without its timer, so that SETs alone move entries.
  const redis = await redisHere(t, '--activerehashing', 'no');
  if (redis === null) return;
  const table = await tableReader(redis);
  const seen: unknown[] = [];
  let before = 0;
  for (let entries = 1; entries <= 300; entries++) {
    await redis.fill(entries, entries);
    const { slots, oldSlots } = await table();
    if (slots > before && before > 0) {
      t.is(oldSlots, before);
      seen.push([entries, before, slots]);
    }
    before = slots;
  }
  const plan = planGrowth({ map: 'redis7', key: 'string', value: 'string', entries: 300 });
  t.deepEqual(
    seen,
    plan.growthEvents.map(({ entries, fromBuckets, toBuckets }) => [
      entries,
      fromBuckets,
      toBuckets,
    ]),
  );
  // Of 4,096 slots, the mean within five deviations of the hash.
  await redis.fill(301, 4096);
  const { evacuation } = planGrowth({
    map: 'redis7',
    key: 'string',
    value: 'string',
    entries: 4096,
  });
  t.like(evacuation, { fromEntries: 4097, endsAtEntries: 4961, low: 4948, high: 4974 });
  await redis.fill(4097, 4961 - 34);
  t.deepEqual(await table(), { slots: 8192, oldSlots: 4096, isRead: true });
  await redis.fill(4961 - 33, 4961 + 34);
  t.deepEqual(await table(), { slots: 8192, oldSlots: 0, isRead: true });
});

test('while a child saves, a real Redis 7.0 waits for six entries to a slot and makes eight times the table', async (t) => {
  const redis = await redisHere(t, '--rdb-key-save-delay', '1000000', '--activerehashing', 'no');
  if (redis === null) return;
  const table = await tableReader(redis);
  await redis.fill(1, 64);
  await redis.ask('BGSAVE');
  await redis.fill(65, 384);
  t.deepEqual(await table(), { slots: 64, oldSlots: 0, isRead: true });
  await redis.fill(385, 385);
  t.deepEqual(await table(), { slots: 512, oldSlots: 64, isRead: true });
  // It moves although the child saves.
  await redis.fill(386, 450);
  t.deepEqual(await table(), { slots: 512, oldSlots: 0, isRead: true });
});

test('where maxmemory has no room, a real Redis puts the doubling off until 1.618 entries to a slot', async (t) => {
  const redis = await redisHere(t, '--activerehashing', 'no');
  if (redis === null) return;
  const table = await tableReader(redis);
  await redis.fill(1, 8192);
  // Room for some entries, and none for 128 KiB of table.
  const fillSqueezed = async (from: number, to: number): Promise<void> => {
    const used = /used_memory:(\d+)/.exec(await redis.text('INFO', 'memory'))?.[1];
    await redis.ask('CONFIG', 'SET', 'maxmemory', Number(used) + 100_000);
    await redis.fill(from, to);
  };
  // Math.floor(1.618 * 8192) + 2.
  const forced = 13_256;
  for (let from = 8193; from < forced; from += 200)
    await fillSqueezed(from, Math.min(forced - 1, from + 199));
  t.deepEqual(await table(), { slots: 8192, oldSlots: 0, isRead: true });
  await fillSqueezed(forced, forced);
  t.deepEqual(await table(), { slots: 16_384, oldSlots: 8192, isRead: true });
});

test('the dict of expiries is a table of its own, and a database that lost its keys shrinks', async (t) => {
  const redis = await redisHere(t);
  if (redis === null) return;
  const server = await RedisServer.open({ host: '127.0.0.1', port: redis.port }, nobody);
  t.regex(server.version, /^7\./);
  t.true(server.pid !== null);
  await redis.fill(1, 2000);
  for (let key = 1; key <= 9; key++) await redis.ask('EXPIRE', `key:${key}`, 1000);
  await redis.ask('SELECT', 3);
  await redis.fill(1, 5);
  const { dicts, isSaving } = await server.look();
  t.false(isSaving);
  t.deepEqual(
    dicts.map(({ index, of, entries, table }) => [index, of, entries, table.slots]),
    [
      [0, 'keys', 2000, 2048],
      [0, 'expires', 9, 16],
      [3, 'keys', 5, 8],
    ],
  );
  await redis.ask('SELECT', 0);
  for (let key = 50; key <= 2000; key++) await redis.ask('DEL', `key:${key}`);
  // Its timer looks at databases ten times a second, and makes of a table that less than a tenth of is used
  // one that the keys of that moment fit into: from 204 keys on, while the others still go.
  let slots = 2048;
  for (let tries = 0; tries < 100 && slots >= 2048; tries++) {
    await new Promise((go) => setTimeout(go, 50));
    slots = (await server.look()).dicts[0]?.table.slots ?? 0;
  }
  t.true([64, 128, 256].includes(slots), `${slots} slots`);
  server.close();
});

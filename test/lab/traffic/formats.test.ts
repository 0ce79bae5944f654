import test from 'ava';
import { recording, operationsOf } from './read.ts';

test('one key per line is a look-up that stores the key where it is absent', async (t) => {
  const { operations, format, traffic } = await operationsOf(recording('a\nb\r\na\n\nab'));
  t.is(format, 'keys');
  t.deepEqual(operations, ['insert 0', 'insert 1', 'lookup 0', 'insert 2']);
  t.is(traffic.payloadBytes, 4);
  t.false(traffic.hasValueSizes);
});

test("the seven columns of Twitter's traces: verbs, sizes, TTLs, and keys with commas", async (t) => {
  const lines = [
    '0,k1,2,0,7,get,0',
    '0,k1,2,100,7,set,10',
    '1,k,2,3,5,200,7,add,0',
    '2,k1,2,50,7,add,99',
    '3,k1,2,0,7,incr,0',
    '9,k1,2,0,7,gets,0',
    // 10 s after the set its time is over: it is deleted before what comes next.
    '10,k1,2,0,7,get,0',
    '11,k,2,3,5,0,7,delete,0',
    '12,new,3,8,7,cas,0',
  ];
  const { operations, format, traffic } = await operationsOf(recording(lines.join('\n')));
  t.is(format, 'twitter');
  t.deepEqual(operations, [
    'lookup 0',
    'insert 0',
    'insert 1',
    'lookup 0',
    'update 0',
    'lookup 0',
    'delete 0',
    'lookup 0',
    'delete 1',
    'update 2',
  ]);
  t.is(traffic.operations, 9);
  t.is(traffic.expired, 1);
  t.is(traffic.entries, 1);
  t.is(traffic.payloadBytes, 3 + 8);
  t.is(traffic.peakPayloadBytes, 2 + 100 + 5 + 200);
});

test('a TTL that was renewed or taken away ends later or never', async (t) => {
  const lines = [
    '0,a,1,1,1,set,5',
    '1,b,1,1,1,set,5',
    '2,a,1,1,1,set,50',
    '3,b,1,1,1,set,0',
    '9,c,1,1,1,set,0',
    '60,c,1,1,1,get,0',
  ];
  const { operations } = await operationsOf(recording(lines.join('\n')));
  t.deepEqual(operations.slice(4), ['insert 2', 'delete 0', 'lookup 2']);
});

test('CSV by its named columns, with quotes, times and TTLs', async (t) => {
  const text = [
    'at,customer,action,Value-Size,ttl',
    '2026-03-01T10:00:00Z,"a,""1""",PUT,10,60',
    '2026-03-01T10:00:30Z,b,get,,',
    '2026-03-01T10:01:00Z,"a,""1""",read,,',
  ].join('\n');
  const columns = { key: 'customer', operation: 'action' };
  const { operations, format, traffic } = await operationsOf(recording(text), { columns });
  t.is(format, 'csv');
  t.deepEqual(operations, ['insert 0', 'lookup 1', 'delete 0', 'lookup 0']);
  t.is(traffic.firstTimeMs, Date.UTC(2026, 2, 1, 10));
  t.is(traffic.peakPayloadBytes, 5 + 10);
});

test('CSV without a column of operations asks for look-ups that store', async (t) => {
  const { operations } = await operationsOf(recording('timestamp,id\n1,x\n2,x\n'));
  t.deepEqual(operations, ['insert 0', 'lookup 0']);
});

test('NDJSON by its fields; numbers are keys too', async (t) => {
  const text =
    '{"ts":1,"key":7,"op":"set","size":3}\n{"key":"7","op":"delete","ts":2,"more":[1]}\n';
  const { operations, format } = await operationsOf(recording(text));
  t.is(format, 'ndjson');
  t.deepEqual(operations, ['insert 0', 'delete 0']);
});

test('Redis MONITOR: commands of one and many keys, options of expiry, databases, escapes', async (t) => {
  const text = [
    'OK',
    '100.0 [0 127.0.0.1:6] "SET" "a" "v1" "EX" "10"',
    '101.0 [1 127.0.0.1:6] "set" "a" "other"',
    String.raw`102.0 [0 lua] "mset" "b\x00\"" "1" "c" "2"`,
    '103.0 [0 127.0.0.1:6] "expire" "c" "100"',
    '104.0 [0 127.0.0.1:6] "hset" "h" "field" "1"',
    '105.0 [0 127.0.0.1:6] "set" "a" "v2" "keepttl"',
    '106.0 [0 127.0.0.1:6] "ping"',
    '110.0 [0 127.0.0.1:6] "del" "c" "h"',
    '111.0 [0 127.0.0.1:6] "flushdb"',
  ].join('\n');
  const { operations, format, traffic } = await operationsOf(recording(text));
  t.is(format, 'redis-monitor');
  t.deepEqual(operations, [
    'insert 0',
    'insert 1',
    'insert 2',
    'insert 3',
    'lookup 3',
    'update 4',
    'insert 0',
    'delete 0',
    'delete 3',
    'delete 4',
    // Database 0 alone is emptied.
    'delete 2',
  ]);
  t.is(traffic.entries, 1);
});

test('a packed recording says the same, in pieces of any size', async (t) => {
  const text = Array.from({ length: 200_000 }, (_, i) => `key-${(i * 7919) % 50_021}\n`).join('');
  const plain = await operationsOf(recording(text));
  const packed = await operationsOf(recording(text, true));
  t.deepEqual(packed.operations, plain.operations);
  t.is(plain.traffic.keys.length, 50_021);
  t.is((await operationsOf(recording(text), { operations: 100 })).operations.length, 100);
});

test('a line that cannot be read is named with what was expected', async (t) => {
  const cases = [
    ['1,k,1,1,1,get,0\n1,k,1,1,1,got,0', /line 2 \(twitter\): expected an operation such as get/],
    ['1,k,1,1,1,get,0\nx,k,1,1,1,get,0', /line 2 \(twitter\): expected numbers/],
    ['key,op\na,get\nb', /line 3 \(csv\): expected 2 columns as in the header, got "b"/],
    ['key,op\n"a,get', /line 2 \(csv\): expected quotes that are closed/],
    ['key,ttl\na,-1', /line 2 \(csv\): expected a TTL in seconds, 0 or more/],
    ['{"key":"a"}\n{"key":', /line 2 \(ndjson\): expected one JSON object/],
    ['{"key":"a"}\n{"kex":1}', /line 2 \(ndjson\): expected a string or a number in key/],
    ['{"name":"a"}', /expected a column of keys \(key, id, .*\), got name/],
    ['1.0 [0 x] "get" "a"\n1.0 [0 x] "get" "a', /line 2 \(redis-monitor\): expected a line of MON/],
  ] as const;
  for (const [text, message] of cases)
    await t.throwsAsync(operationsOf(recording(text)), { message, name: 'SandboxError' }, text);
});

test('data that is cut off, missing or of the wrong form is refused', async (t) => {
  const { truncateSync } = await import('node:fs');
  const cut = recording('some key that is long enough\n'.repeat(5000), true);
  truncateSync(cut, 60);
  await t.throwsAsync(operationsOf(cut), { message: /its gzip data is cut off/ });
  await t.throwsAsync(operationsOf('/nowhere/at/all'), { message: /there is no such file/ });
  await t.throwsAsync(operationsOf(recording('a\n'), { columns: { key: 'a' }, format: 'keys' }), {
    message: /expected columns only of csv and ndjson/,
  });
});

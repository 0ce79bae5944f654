import test from 'ava';
import { hashKey } from '../../../src/base/primitives/key-hash.ts';
import { trafficFindings } from '../../../src/lab/traffic/traffic-findings.ts';
import { operationsOf, recording } from './read.ts';

test('keys are hashed by MurmurHash3_x86_128', (t) => {
  // mmh3.hash128(text, 0, x64arch=False) of Python's mmh3, word by word; and the empty key.
  const text = Buffer.from('The quick brown fox jumps over the lazy dog');
  const out = new Int32Array(4);
  hashKey(text, 0, text.length, 0, out);
  const hex = [...out].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  t.is(hex, '2f1583c3ecee2c675d7bf66ce5e91d2c');
  hashKey(text, 3, 3, 0, out);
  t.deepEqual([...out], [0, 0, 0, 0]);
});

function kinds(operations: readonly string[]): string {
  return operations.map((operation) => operation.slice(0, 3)).join();
}

test('beyond the bound absent keys are forgotten, and what was counted becomes an estimate', async (t) => {
  // 100,000 keys come twice, close together, and are deleted; 5,000 come once and stay.
  const lines: string[] = ['time,key,op'];
  for (let i = 0; i < 100_000; i++) {
    lines.push(`${i},k${i},set`, `${i},k${i},get`, `${i},k${i},delete`);
    if (i % 20 === 0) lines.push(`${i},once${i},set`);
  }
  const path = recording(lines.join('\n'));
  const bounded = await operationsOf(path, { remembered: 2 ** 14 });
  const whole = await operationsOf(path);
  t.is(whole.traffic.keys.length, 105_000);
  t.true(bounded.traffic.keys.length <= 2 ** 14);
  const exact = trafficFindings(whole.traffic);
  t.deepEqual(exact.distinctKeys, { value: 105_000, standardError: 0 });
  t.deepEqual(exact.oneHitKeys, { value: 5000, standardError: 0 });
  const { distinctKeys, oneHitKeys } = trafficFindings(bounded.traffic);
  t.true(distinctKeys.standardError > 0 && distinctKeys.standardError < 1500);
  t.true(Math.abs(distinctKeys.value - 105_000) < 5 * distinctKeys.standardError);
  t.true(Math.abs(oneHitKeys.value - 5000) < 5 * oneHitKeys.standardError);
  // The map sees the same kinds of operations, whatever is remembered.
  t.is(kinds(bounded.operations), kinds(whole.operations));
  t.is(bounded.traffic.entries, 5000);
});

test('the working set counts the distinct keys of every hour', async (t) => {
  const lines = ['time,key'];
  for (let hour = 0; hour < 4; hour++)
    for (let key = 0; key < 10 * (hour + 1); key++) {
      lines.push(`${hour * 3600 + key},key${key}`, `${hour * 3600 + 1000 + key},key${key}`);
    }
  const { traffic } = await operationsOf(recording(lines.join('\n')));
  const { workingSet, durationMs, zipf } = trafficFindings(traffic);
  t.deepEqual(workingSet, {
    window: { ms: 3_600_000 },
    wholeWindows: 3,
    meanKeys: 20,
    maxKeys: 30,
  });
  t.is(durationMs, (3 * 3600 + 1039) * 1000);
  t.is(zipf, null);
});

test('the heaviest keys are counted exactly, and beside their error where keys were forgotten', async (t) => {
  // hot0 comes every 10 lines, hot1 every 20, ... among keys that come twice and are deleted.
  const lines: string[] = ['key,op'];
  for (let i = 0; i < 24_000; i++) {
    for (let hot = 0; hot < 5; hot++) if (i % (10 * (hot + 1)) === 0) lines.push(`hot${hot},get`);
    lines.push(`k${i},set`, `k${i},delete`);
  }
  const path = recording(lines.join('\n'));
  const exact = trafficFindings((await operationsOf(path, { showsKeys: true })).traffic).hotKeys;
  t.deepEqual(
    exact.slice(0, 5).map(({ key, operations, error }) => [key, operations, error]),
    [2400, 1200, 800, 600, 480].map((operations, hot) => [`hot${hot}`, operations, 0]),
  );
  const { traffic } = await operationsOf(path, { remembered: 2 ** 12 });
  const sketched = trafficFindings(traffic).hotKeys;
  t.is(sketched[0]?.key, undefined);
  for (const [hot, { hash, operations, error }] of sketched.slice(0, 5).entries()) {
    t.is(exact[hot]?.hash, hash);
    const truth = exact[hot]?.operations ?? 0;
    t.true(operations >= truth && operations - error <= truth);
  }
});

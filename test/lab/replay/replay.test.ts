import test from 'ava';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { replayDifferences } from '../../../src/lab/replay/replay-differences.ts';
import { replayTraffic } from '../../../src/lab/replay/replay-traffic.ts';
import { goHere } from '../../support/go-here.ts';
import { recording } from '../traffic/read.ts';

/** A cache of some minutes: sets with and without TTL, look-ups, deletes, of keys that are often the same. */
function cacheTraffic(lines: number): string {
  const random = seededRandom(11);
  const verbs = ['get', 'get', 'set', 'set', 'set', 'add', 'incr', 'delete'];
  return Array.from({ length: lines }, (_, line) => {
    const key = Math.floor(random() ** 3 * 20_000);
    const verb = verbs[Math.floor(random() * verbs.length)] ?? 'get';
    const ttl = key % 3 === 0 ? 20 : 0;
    return `${Math.floor(line / 500)},key-${key},9,${key % 700},1,${verb},${ttl}\n`;
  }).join('');
}

const request = { key: 'string', value: 'int64', limitBytes: null } as const;

test('model and real maps take the same to the byte for recorded traffic', async (t) => {
  const file = recording(cacheTraffic(40_000), true);
  for (const minor of [22, 27] as const) {
    const toolchain = await goHere(t, minor);
    if (toolchain === null) continue;
    const replay = await replayTraffic({
      ...request,
      file,
      map: `go1.${minor}`,
      isReal: true,
      toolchain,
    });
    const { counts, real } = replay;
    if (real === null) return t.fail('expected a real map');
    t.is(real.version, toolchain.version);
    t.deepEqual(replayDifferences(counts, real), []);
    t.is(counts.bytesHeld, real.bytesHeld);
    t.is(counts.totalBytesAllocated, real.totalBytesAllocated);
    t.is(counts.totalAllocations, real.totalAllocations);
    t.true(counts.growthEvents.length > 8);
    t.true(replay.expired > 1000);
  }
});

test('a map that is emptied again and again hashes as the real one', async (t) => {
  const toolchain = await goHere(t, 27);
  if (toolchain === null) return;
  const rounds = Array.from({ length: 3 }, (_, round) => {
    const keys = Array.from({ length: 2000 }, (_key, key) => `${round}-${key}`);
    return [...keys.map((key) => `${key},set`), ...keys.map((key) => `${key},delete`)].join('\n');
  });
  const file = recording(`key,op\n${rounds.join('\n')}\nlast,set\n`);
  const replay = await replayTraffic({ ...request, file, map: 'go1.27', isReal: true, toolchain });
  if (replay.real === null) return t.fail('expected a real map');
  t.deepEqual(replayDifferences(replay.counts, replay.real), []);
  t.is(replay.counts.entries, 1);
});

test('the native Map grows where V8 doubles it', async (t) => {
  const file = recording(Array.from({ length: 3000 }, (_, i) => `${i % 2500}\n`).join(''));
  const { counts, operations, growthTimes } = await replayTraffic({ ...request, file, map: 'v8' });
  t.is(operations, 3000);
  t.is(counts.entries, 2500);
  // 72 + 28 bytes for each of 4,096 entries.
  t.is(counts.bytesHeld, 72 + 28 * 4096);
  t.deepEqual(
    counts.growthEvents.map(({ operation }) => operation),
    [5, 9, 17, 33, 65, 129, 257, 513, 1025, 2049],
  );
  t.is(growthTimes.at(-1)?.recordedOperation, 2049);
});

test('a growth is placed in the recording, deletions of expired keys not counted', async (t) => {
  const lines = ['time,key,op,ttl', '0,x,set,1', '0,y,set,1'];
  for (let i = 0; i < 20; i++) lines.push(`${7200 + i},k${i},set,`);
  const replay = await replayTraffic({
    ...request,
    file: recording(lines.join('\n')),
    map: 'go1.24',
  });
  const [first, second] = replay.growthTimes;
  // Ninth and fifteenth entry; two deletions came before.
  t.deepEqual(first, { recordedOperation: 11, timeMs: 7_208_000 });
  t.deepEqual(second, { recordedOperation: 17, timeMs: 7_214_000 });
  t.is(replay.counts.growthEvents[0]?.operation, 13);
  t.is(replay.growthsByHour?.[2], 2);
  t.is(replay.expired, 2);
});

test('what no longer fits is an outcome at its operation', async (t) => {
  const file = recording(Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(''));
  const map = 'go1.22';
  const { outcome, counts, operations } = await replayTraffic({
    ...request,
    file,
    map,
    key: 'int64',
    limitBytes: 2 ** 20,
  });
  // The doubling at 26,625 entries asks for 1,253,376 bytes beside the 630,784 of the old table.
  t.is(outcome.kind === 'out-of-memory' ? outcome.operation : 0, 26_625);
  t.is(operations, 26_624);
  t.is(counts.entries, 26_624);
  const v8 = await replayTraffic({ ...request, file, map: 'v8', limitBytes: 2 ** 20 });
  t.deepEqual(v8.outcome, {
    kind: 'out-of-memory',
    operation: 16_385,
    bytesRefused: 40 + 28 * 32_768,
    limitBytes: 2 ** 20,
  });
});

test('a request to end keeps what was counted', async (t) => {
  const file = recording(Array.from({ length: 400_000 }, (_, i) => `${i}\n`).join(''));
  const controller = new AbortController();
  const replay = await replayTraffic({
    ...request,
    file,
    map: 'go1.27',
    signal: controller.signal,
    onProgress: () => {
      controller.abort();
    },
  });
  t.deepEqual(replay.outcome, { kind: 'interrupted' });
  t.true(replay.operations > 0 && replay.operations < 400_000);
  t.is(replay.counts.entries, replay.operations);
  t.is(replay.findings.distinctKeys.value, replay.operations);
});

test('recorded time passes as fast as it was asked to', async (t) => {
  const file = recording('time,key\n0,a\n1,b\n2,c\n');
  const begun = performance.now();
  await replayTraffic({ ...request, file, map: 'go1.27', speed: 10 });
  t.true(performance.now() - begun >= 190);
});

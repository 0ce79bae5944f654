import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import {
  createKernel,
  kernelModule,
  type Kernel,
} from '../../../src/maps/reference/kernel/kernel.ts';
import { parseGoKeyType, parseGoType } from '../../../src/maps/model/go-type/parse-go-type.ts';
import { mapTypeRequest } from '../../../src/maps/reference/kernel/map-type-request.ts';
import { newMap, newMapType } from '../../../src/maps/reference/kernel/new-map.ts';
import { mapRecordBytes, readMapStats } from '../../../src/maps/reference/kernel/read-map-stats.ts';
import { arenaCountersOf } from '../../support/arena-counters.ts';
import { chargedBytes, usableBytes } from '../../../src/maps/model/size-class.ts';

const MIB = 1024 * 1024;

const LOW = 0;
const HIGH = 1;

function allocate(kernel: Kernel, size: number, end = LOW): number {
  return kernel.exports.arenaAllocate(size, 0, 0, end, 0);
}

// Two implementations written apart from the same published table of Go's size classes.
test('every size is charged like the size model of the plan charges it', (t) => {
  const { exports } = createKernel({ chargedBytes: MIB });
  for (let size = 1; size <= 70_000; size += size < 40_000 ? 1 : 97)
    for (const scan of [0, 1])
      if (
        exports.chargedBytes(size, scan) !== chargedBytes(size, scan === 1) ||
        exports.usableBytes(size, scan) !== usableBytes(size, scan === 1)
      )
        t.fail(`size ${size}, scan ${scan}`);
  t.is(exports.chargedBytes(1100, 1), 1152);
  t.is(exports.chargedBytes(1150, 1), 1280);
  t.is(exports.chargedBytes(32_761, 0), 32_768);
  t.is(exports.chargedBytes(32_769, 1), 40_960);
});

// Fixture: golden/classic_bucket_arrays.txt, computed with Go's own tables.
const types: Readonly<Record<string, readonly [key: string, value: string]>> = {
  80: ['int32', 'int32'],
  88: ['int64', 'int8'],
  144: ['int64', 'int64'],
  208: ['string', 'int64'],
  272: ['string', 'string'],
};

test('bucket arrays of every size have the bytes and the spare buckets of the table', (t) => {
  const table = readFileSync(
    new URL('../../../../test/golden/classic_bucket_arrays.txt', import.meta.url),
    'utf8',
  );
  let compared = 0;
  for (const section of table.trim().split(/\n\s*\n/)) {
    const [title = '', , ...rows] = section.split('\n');
    const request = types[title.split(' ')[0] ?? ''];
    if (request === undefined) {
      t.fail(`no type with buckets of "${title}"`);
      continue;
    }
    const kernel = createKernel({ chargedBytes: 1536 * MIB });
    const { exports } = kernel;
    const [key, value] = request;
    const type = newMapType(kernel, mapTypeRequest(parseGoKeyType(key), parseGoType(value)));
    const scratch = exports.arenaReserve(mapRecordBytes);
    for (const row of rows) {
      const [B = 0, , buckets = 0, , bytes = 0, most = 0] = row.split('|').slice(1).map(Number);
      const map = newMap(kernel, { type, minor: 22, hint: most, seed: 1n });
      const stats = readMapStats(kernel, map, scratch);
      const hasSpares = buckets > 2 ** B;
      t.is(stats.buckets, 2 ** B, row);
      t.is(stats.bytesHeld, 48 + (B === 0 ? 0 : bytes) + (hasSpares ? 24 : 0), row);
      exports.mapFree(map);
      compared += 1;
    }
  }
  t.is(compared, 105);
});

test('the limit refuses what would pass it, and says how much that was', (t) => {
  const kernel = createKernel({ chargedBytes: MIB });
  const first = allocate(kernel, MIB - 8192);
  t.not(first, 0);
  t.is(allocate(kernel, 8193), 0);
  t.is(arenaCountersOf(kernel).refusedBytes, 9472);
  t.is(arenaCountersOf(kernel).refusals, 1);
  t.not(allocate(kernel, 8192), 0);
  t.is(arenaCountersOf(kernel).liveBytes, MIB);
  kernel.exports.arenaRelease(first, MIB - 8192, 0);
  t.like(arenaCountersOf(kernel), { liveBytes: 8192, peakBytes: MIB, liveAllocations: 1 });
});

test('generations that double touch no more pages than live at the peak', (t) => {
  const kernel = createKernel({ chargedBytes: 64 * MIB });
  const touched = new Set<number>();
  const touch = (address: number, bytes: number): void => {
    for (let page = address; page < address + bytes; page += 4096) touched.add(page >>> 12);
  };
  let size = 64 * 1024;
  let old = allocate(kernel, size, LOW);
  touch(old, size);
  for (let generation = 1; size < 16 * MIB; generation++) {
    const next = allocate(kernel, size * 2, generation % 2);
    touch(next, size * 2);
    kernel.exports.arenaRelease(old, size, 0);
    old = next;
    size *= 2;
  }
  t.is(arenaCountersOf(kernel).peakBytes, 24 * MIB);
  t.is(touched.size * 4096, 24 * MIB);
});

test('memory comes zeroed, whoever had it before', (t) => {
  const kernel = createKernel({ chargedBytes: 16 * MIB });
  const bytes = new Uint8Array(kernel.memory.buffer);
  for (const size of [8, 24, 144, 4096, 32_768, 40_960, 1_000_000])
    for (const end of [LOW, HIGH]) {
      for (let round = 0; round < 3; round++) {
        const address = allocate(kernel, size, end);
        const block = bytes.subarray(address, address + size);
        t.true(
          block.every((byte) => byte === 0),
          `${size} bytes, round ${round}`,
        );
        block.fill(0xff);
        kernel.exports.arenaRelease(address, size, 0);
      }
    }
});

const contender = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.url).then(({ instantiateKernel }) => {
    const { exports } = instantiateKernel(workerData.memory, workerData.module);
    const view = new DataView(workerData.memory.buffer);
    let state = workerData.writer + 1;
    const random = (below) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    const held = [];
    let torn = 0;
    for (let step = 0; step < 20000; step++) {
      if (held.length > 40 || (held.length > 0 && random(2) === 0)) {
        const [{ address, size, mark }] = held.splice(random(held.length), 1);
        if (view.getUint32(address) !== mark || view.getUint32(address + size - 4) !== mark) torn++;
        exports.arenaRelease(address, size, 0);
      } else {
        const size = 8 + random(step % 50 === 0 ? 100000 : 2000);
        const address = exports.arenaAllocate(size, 0, 0, step & 1, 0);
        const mark = workerData.writer * 0x1000000 + step;
        if (view.getUint32(address) !== 0) torn++;
        view.setUint32(address, mark);
        view.setUint32(address + size - 4, mark);
        held.push({ address, size, mark });
      }
    }
    for (const { address, size } of held) exports.arenaRelease(address, size, 0);
    parentPort.postMessage(torn);
  });
`;

test('four threads allocate at once, and no block is given twice', async (t) => {
  const kernel = createKernel({ chargedBytes: 64 * MIB });
  const url = new URL('../../../src/maps/reference/kernel/kernel.js', import.meta.url).href;
  const torn = await Promise.all(
    [0, 1, 2, 3].map(
      async (writer) =>
        new Promise<unknown>((resolve, reject) => {
          const worker = new Worker(contender, {
            eval: true,
            workerData: { url, writer, memory: kernel.memory, module: kernelModule() },
          });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  t.deepEqual(torn, [0, 0, 0, 0]);
  const { liveBytes, liveAllocations, totalBytes, releasedBytes } = arenaCountersOf(kernel);
  t.deepEqual([liveBytes, liveAllocations, totalBytes - releasedBytes], [0, 0, 0]);
  t.true(totalBytes > 30 * MIB);
});

test('held memory is given back at once, whatever was released or written in between, and comes back zeroed', (t) => {
  const kernel = createKernel({ chargedBytes: 8 * MIB });
  const { exports } = kernel;
  const before = allocate(kernel, 100);
  const counters = arenaCountersOf(kernel);
  for (let round = 0; round < 3; round++) {
    t.is(exports.arenaHold(), 1);
    const seen = new Set<number>();
    for (const size of [16, 100, 4096, 40_000, 1_000_000]) {
      const address = allocate(kernel, size);
      t.true(address > 0);
      t.false(seen.has(address));
      seen.add(address);
      const bytes = new Uint8Array(kernel.memory.buffer, address, size);
      t.true(bytes.every((byte) => byte === 0));
      bytes.fill(255);
      // A race with half of a growth in sight writes behind its table, where nobody has anything yet.
      new Uint8Array(kernel.memory.buffer, address + size, 2 * MIB).fill(255);
      // Twice: a race may do that. Nothing of it is used again before the hold ends.
      exports.arenaRelease(address, size, 0);
      exports.arenaRelease(address, size, 0);
      exports.arenaRelease(0, size, 0);
    }
    t.is(
      arenaCountersOf(kernel).liveBytes,
      counters.liveBytes + 16 + 112 + 4096 + 40_960 + 1_007_616,
    );
    exports.arenaLetGo();
    t.is(arenaCountersOf(kernel).liveBytes, counters.liveBytes);
    t.is(arenaCountersOf(kernel).liveAllocations, counters.liveAllocations);
    const after = allocate(kernel, MIB);
    t.true(new Uint8Array(kernel.memory.buffer, after, MIB).every((byte) => byte === 0));
    exports.arenaRelease(after, MIB, 0);
  }
  exports.arenaRelease(before, 100, 0);
  t.is(arenaCountersOf(kernel).liveBytes, 0);
  t.is(allocate(kernel, 100), before);
});

import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { PlacedCell } from '../../../src/lab/subjects/reference/placed-cell.ts';
import { sharedClock } from '../../../src/lab/subjects/shared-clock.ts';
import { startWriterThreads } from '../../../src/lab/subjects/reference/writer-threads.ts';
import { fill } from '../../support/make-cell.ts';
import { cellOf } from './cell-of.ts';
import { entriesInMaps, expectedContent, valuesInMaps } from './map-oracle.ts';

const recording = { hasEvents: true, hasClock: true };

/** Runs a cell once with real threads and leaves its maps as they are. */
async function runThreads(cell: Cell, runs = 1): Promise<PlacedCell> {
  const originNs = process.hrtime.bigint();
  const placed = new PlacedCell(cell, 2 ** 27, sharedClock(originNs));
  const threads = await startWriterThreads(placed.kernel, placed.pass, placed.writers, originNs);
  placed.kernel.exports.passOpenRecorders(placed.pass, 1n, 16n, 0, 0);
  for (let run = 0; run < runs; run++) {
    placed.freeMaps();
    placed.makeMaps(recording);
    placed.kernel.exports.passBegin(placed.pass, 0n);
    placed.awaitThreads(() => undefined);
  }
  await threads.close();
  return placed;
}

function runExactly(cell: Cell): PlacedCell {
  const placed = new PlacedCell(cell, 2 ** 27);
  placed.makeMaps(recording);
  placed.kernel.exports.exactBegin(placed.pass, 100n);
  while (placed.kernel.exports.exactRun(placed.pass, 1000) === 0);
  return placed;
}

/** The maps hold what a plain `Map` holds, each key once, and nothing else. */
function differences(placed: PlacedCell, cell: Cell): readonly string[] {
  const expected = expectedContent(cell);
  const wrong: string[] = [];
  for (const [key, value] of expected) {
    const values = valuesInMaps(placed, key, cell.key === 'string');
    if (values.length !== 1 || values[0] !== value)
      wrong.push(
        `${Buffer.from(key, 'latin1').toString('hex')}: expected ${value}, got ${values.join()}`,
      );
  }
  const entries = entriesInMaps(placed);
  if (entries !== expected.size) wrong.push(`expected ${expected.size} entries, got ${entries}`);
  return wrong;
}

const mix = { insert: 4, update: 2, delete: 3, lookup: 1 };
const everything = cellOf(
  {},
  {
    writers: 8,
    phases: [
      fill(500),
      { name: 'churn', operationsPerWriter: 2000, mix, keys: { kind: 'uniform', keys: 6000 } },
      {
        name: 'hot',
        operationsPerWriter: 700,
        mix,
        keys: { kind: 'zipfian', keys: 3000, exponent: 1.1 },
      },
      {
        name: 'window',
        operationsPerWriter: 700,
        mix,
        keys: { kind: 'sliding-window', window: 400 },
      },
    ],
  },
);

for (const guard of ['mutex', 'rwmutex', 'sync.Map', 'sharded:5'] as const)
  for (const [key, value, map] of [
    ['int64', 'int64', 'go1.22'],
    ['string', '[16]byte', 'go1.22'],
    ['[40]byte', '[160]byte', 'go1.23'],
    ['int64', 'int64', 'go1.24'],
  ] as const)
    test.serial(
      `eight threads behind ${guard}, map[${key}]${value} of ${map}: the content of a plain Map`,
      async (t) => {
        const cell = { ...everything, guard, key, value, map };
        t.deepEqual(differences(await runThreads(cell), cell), []);
      },
    );

test('the exact pass leaves the content of a plain Map too', (t) => {
  for (const guard of ['none', 'mutex', 'rwmutex', 'sync.Map', 'sharded:5'] as const) {
    const cell = { ...everything, guard };
    t.deepEqual(differences(runExactly(cell), cell), []);
  }
});

test.serial('threads run again on fresh maps, with the same result', async (t) => {
  t.deepEqual(differences(await runThreads(everything, 5), everything), []);
});

test.serial(
  'eight threads that write the same keys: all keys, each with a value that one of them wrote',
  async (t) => {
    const cell = cellOf({}, { writers: 8, ownership: 'same', phases: [fill(2000)] });
    const placed = await runThreads(cell);
    t.is(entriesInMaps(placed), 2000);
    for (const [key, last] of expectedContent(cell)) {
      const [value = 0n, ...others] = valuesInMaps(placed, key, false);
      t.is(others.length, 0);
      t.is(value & 0xffff_ffff_ffffn, last & 0xffff_ffff_ffffn);
      t.true(value >> 48n < 8n);
    }
  },
);

test.serial('a counter that eight threads add to behind the mutex loses nothing', async (t) => {
  const phases = [
    {
      name: 'add',
      operationsPerWriter: 5000,
      mix: { update: 1 },
      keys: { kind: 'uniform', keys: 8 },
    },
  ] as const;
  for (const guard of ['mutex', 'rwmutex', 'sync.Map', 'sharded:3'] as const) {
    const cell = cellOf({ guard }, { writers: 8, ownership: 'same', phases });
    const placed = await runThreads(cell);
    let sum = 0n;
    for (const key of expectedContent(cell).keys())
      for (const value of valuesInMaps(placed, key, false)) sum += value;
    t.is(sum, 40_000n);
  }
});

test.serial('a thread that dies stops the pass and says why', async (t) => {
  const originNs = process.hrtime.bigint();
  const placed = new PlacedCell(cellOf({}, { writers: 1 }), 2 ** 24, sharedClock(originNs));
  const threads = await startWriterThreads(placed.kernel, placed.pass, 1, originNs);
  placed.makeMaps(recording);
  placed.kernel.exports.passSetMap(placed.pass, 0, 0xffff_0000);
  placed.kernel.exports.passBegin(placed.pass, 0n);
  placed.awaitThreads(() => undefined);
  t.is(placed.kernel.exports.passIsAbandoned(placed.pass), 1);
  t.is(await threads.failure(), 'RuntimeError: memory access out of bounds');
  await threads.close();
});

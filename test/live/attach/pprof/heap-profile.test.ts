import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { heapProfileText } from '../../../../src/cli/text/live/heap-profile-text.ts';
import {
  findTables,
  type TableLine,
  type TablesInProfile,
} from '../../../../src/live/attach/pprof/find-tables.ts';
import { loadHeapProfile } from '../../../../src/live/attach/pprof/load-heap-profile.ts';
import { sampledCount } from '../../../../src/live/attach/pprof/sampled-count.ts';
import { goHere } from '../../../support/go-here.ts';
import { goLiveProgram, startGoLive } from '../../../support/go-live.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { freePort, isMissing, startListening, until } from '../../alerts/real-tools.ts';

const recorded = fileURLToPath(
  new URL('../../../../../test/fixtures/heap-profiles/', import.meta.url),
);
const users = 300_000;
const counts = 2_000_000;

const tablesOf = async (source: string): Promise<TablesInProfile> =>
  findTables(await loadHeapProfile(source));

function lineOf({ lines }: TablesInProfile, name: string): TableLine {
  const line = lines.find(({ frames }) => frames[0]?.function === name);
  if (line === undefined) throw new Error(`no line of ${name}`);
  return line;
}

// The program of fixtures/go-live/pprofed, built by Go 1.22.12: counts holds 2,000,000 of
// map[int64]int64 in 2^19 buckets, users 300,000 of map[string]*User in 2^16.
test('a classic map in protobuf is known by the sizes that it had while it doubled', async (t) => {
  const found = await tablesOf(join(recorded, 'go1.22.pb.gz'));
  t.is(found.rateBytes, 524_288);
  t.false(found.hasRuntimeCalls);
  t.deepEqual(
    found.lines.map(({ frames, family, evidence, tables }) => [
      `${frames[0]?.function}:${frames[0]?.line}`,
      family,
      evidence,
      tables,
    ]),
    [
      [
        'main.fillCounts:25',
        'classic',
        'sizes',
        [
          {
            blockBytes: 80_216_064,
            sampled: 1,
            count: { estimate: 1, low: 1, high: 1 },
            shapes: [
              {
                family: 'classic',
                slotBytes: 16,
                slots: 4_194_304,
                entriesFrom: 1_703_937,
                entriesTo: 3_407_872,
                nextBytes: 160_432_128,
                peakBytes: 240_648_192,
              },
            ],
          },
        ],
      ],
      [
        'main.fillUsers:19',
        'classic',
        'sizes',
        [
          {
            blockBytes: 14_483_456,
            sampled: 1,
            count: { estimate: 1, low: 1, high: 1 },
            shapes: [
              {
                family: 'classic',
                slotBytes: 24,
                slots: 524_288,
                entriesFrom: 212_993,
                entriesTo: 425_984,
                nextBytes: 28_966_912,
                peakBytes: 43_450_368,
              },
            ],
          },
        ],
      ],
    ],
  );
  t.regex(
    heapProfileText(found, 'app.pb.gz', 20),
    /main\.fillCounts main\.go:25 +1 +76\.5 +1,703,937 to 3,407,872 +3,407,873 +229\.5 +76\.5\n/,
  );
});

// By the program's own account: 4,096 tables of 18,432 bytes and 512 of 27,264.
for (const form of ['pb.gz', 'txt'])
  test(`a Swiss map is known by its splits, with the error of sampling (${form})`, async (t) => {
    const found = await tablesOf(join(recorded, `go1.27.${form}`));
    t.deepEqual(
      found.lines.map(({ frames, family, evidence }) => [frames[0]?.function, family, evidence]),
      [
        ['main.fillCounts', 'swiss', 'sizes'],
        ['main.fillUsers', 'swiss', 'sizes'],
      ],
    );
    for (const [name, entries, slotBytes] of [
      ['main.fillCounts', counts, 16],
      ['main.fillUsers', users, 24],
    ] as const) {
      const { tables } = lineOf(found, name);
      t.deepEqual(
        tables.map(({ shapes }) => shapes.map((shape) => [shape.slotBytes, shape.slots])),
        [[[slotBytes, 1024]]],
      );
      holds(t, lineOf(found, name), entries);
    }
  });

function holds(t: ExecutionContext, { tables }: TableLine, entries: number): void {
  const sum = (each: (table: TableLine['tables'][number]) => number): number =>
    tables.reduce((total, table) => total + each(table), 0);
  const least = sum(({ count, shapes }) => count.low * (shapes[0]?.entriesFrom ?? 0));
  const most = sum(({ count, shapes }) => count.high * (shapes[0]?.entriesTo ?? 0));
  t.true(least <= entries && entries <= most, `${least} <= ${entries} <= ${most}`);
}

test('a running program names its lines, functions and sizes by its own address', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  const port = await freePort();
  // Every object is sampled, so that nothing is left to chance.
  await startGoLive(t, await goLiveProgram(go, 'pprofed'), [String(port)], {
    GODEBUG: 'memprofilerate=1',
  });
  const found = await until(() => tablesOf(`http://127.0.0.1:${port}/debug/pprof?gc=1`), 40);
  if (found === null) throw new Error('no answer');
  t.is(found.rateBytes, 1);
  t.true(found.hasRuntimeCalls);
  const family = go.minor >= 24 ? 'swiss' : 'classic';
  for (const [name, entries] of [
    ['main.fillCounts', counts],
    ['main.fillUsers', users],
  ] as const) {
    const line = lineOf(found, name);
    t.is(line.family, family);
    t.is(line.evidence, 'functions');
    t.is(line.bytes.low, line.bytes.high);
    holds(t, line, entries);
  }
  if (family === 'classic')
    t.deepEqual(
      lineOf(found, 'main.fillCounts').tables.map(({ blockBytes, count }) => [
        blockBytes,
        count.estimate,
      ]),
      [[80_216_064, 1]],
    );
});

test("Debian's Prometheus shows its tables without any right", async (t) => {
  if (isMissing(t, 'prometheus')) return;
  const folder = temporaryFolder('heap-profile');
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const address = await startListening(t, 'prometheus', (listen) => [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${listen}`,
  ]);
  const found = await tablesOf(`http://${address}/debug/pprof/`);
  t.true(found.hasRuntimeCalls);
  t.true(found.bytesInUse > 1_000_000, String(found.bytesInUse));
  for (const { evidence, frames } of found.lines) {
    t.is(evidence, 'functions');
    t.notRegex(frames[0]?.function ?? '', /^runtime\./);
  }
});

test('what is no heap profile is refused in one line', async (t) => {
  const folder = temporaryFolder('heap-profile');
  const write = (name: string, content: Buffer | string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const refusal = async (source: string): Promise<string> => {
    const { message } = (await t.throwsAsync(loadHeapProfile(source))) ?? { message: '' };
    return message.replaceAll(folder, '.');
  };
  const whole = readFileSync(join(recorded, 'go1.22.pb.gz'));
  const text = readFileSync(join(recorded, 'go1.27.txt'), 'utf8');
  t.is(
    await refusal(write('none', '')),
    'cannot read ./none: it is no profile of pprof, or is cut off',
  );
  t.is(await refusal(join(folder, 'gone')), 'cannot read ./gone: there is no such file');
  t.is(
    await refusal(write('cut.gz', whole.subarray(0, 500))),
    'cannot read ./cut.gz: its gzip is damaged or cut off',
  );
  t.is(
    await refusal(write('cut.pb', gunzipSync(whole).subarray(0, 700))),
    'cannot read ./cut.pb: it is no profile of pprof, or is cut off',
  );
  t.is(
    await refusal(write('other.gz', gzipSync('<html>'))),
    'cannot read ./other.gz: it is no profile of pprof, or is cut off',
  );
  t.is(
    await refusal(write('damaged.txt', `${text.slice(0, 2000)}\nnonsense\n`)),
    `cannot read ./damaged.txt: expected a line of a heap profile, got 'nonsense' (line ${
      text.slice(0, 2000).split('\n').length + 1
    })`,
  );
  t.regex(
    await refusal(write('off.txt', 'heap profile: 0: 0 [0: 0] @ heap/0\n')),
    /to take samples, got a profile of a program with MemProfileRate 0$/,
  );
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const bound = server.address();
  const port = typeof bound === 'object' ? bound?.port : 0;
  t.is(
    await refusal(`http://127.0.0.1:${port}/debug/pprof`),
    `expected the answer 200 from http://127.0.0.1:${port}/debug/pprof/heap?debug=1, got 404`,
  );
});

// Oracle: Python, sums of math.comb(n, i) * p**i * (1-p)**(n-i) over all n.
test('the number of objects is bounded by those that were sampled', (t) => {
  t.deepEqual(sampledCount(0, 0.5), { estimate: 0, low: 0, high: 5 });
  t.deepEqual(sampledCount(3, 0.5), { estimate: 6, low: 3, high: 14 });
  t.deepEqual(sampledCount(10, 0.9), { estimate: 11, low: 10, high: 14 });
  t.deepEqual(sampledCount(20, 0.05), { estimate: 400, low: 248, high: 612 });
  t.deepEqual(sampledCount(1, 0.632), { estimate: 2, low: 1, high: 6 });
  t.deepEqual(sampledCount(7, 1), { estimate: 7, low: 7, high: 7 });
});

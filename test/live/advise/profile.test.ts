import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import test, { type ExecutionContext } from 'ava';
import type { GoToolchain } from '../../../src/lab/subjects/go/go-toolchain.ts';
import type { MapModel } from '../../../src/maps/model/map-model.ts';
import { modelFacts } from '../../../src/maps/model/model-facts.ts';
import { planGrowth } from '../../../src/maps/model/plan/plan-growth.ts';
import { advise, modelOf } from '../../../src/live/advise/advise.ts';
import type { LiveFigures } from '../../../src/live/advise/advice-document.ts';
import { loadHeapProfile } from '../../../src/live/attach/pprof/load-heap-profile.ts';
import type { HeapProfile, HeapSample } from '../../../src/live/attach/pprof/heap-profile.ts';
import { goHere } from '../../support/go-here.ts';
import { goFolder, siteNamed } from './go-folder.ts';

const program = `package main

import (
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
)

type user struct {
	id   int64
	blob [200]byte
}

var sessions = map[string]int64{}
var cache = make(map[int64]user)

type store struct {
	byName map[string]*user
	idx    map[uint64]uint32
}

func (s *store) add(i int) {
	s.byName["n"+strconv.Itoa(i)] = nil
	s.idx[uint64(i)] = uint32(i)
}
func fill(n int) {
	for i := 0; i < n; i++ {
		sessions["s"+strconv.Itoa(i)] = int64(i)
		if i%10 == 0 {
			cache[int64(i)] = user{id: int64(i)}
		}
	}
}
func hinted(n int) map[int]int {
	m := make(map[int]int, n)
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return m
}
func put[K comparable, V any](m map[K]V, k K, v V) { m[k] = v }
func main() {
	if len(os.Args) > 2 {
		runtime.MemProfileRate, _ = strconv.Atoi(os.Args[2])
	}
	s := &store{byName: map[string]*user{}, idx: map[uint64]uint32{}}
	fill(200000)
	for i := 0; i < 300000; i++ {
		s.add(i)
	}
	h := hinted(100000)
	g := map[string]string{}
	for i := 0; i < 50000; i++ {
		put(g, strconv.Itoa(i), "x")
	}
	runtime.GC()
	f, _ := os.Create(os.Args[1])
	pprof.Lookup("heap").WriteTo(f, 0)
	f.Close()
	println(len(sessions), len(cache), len(s.byName), len(s.idx), len(h), len(g))
}
`;
const truths = [
  { name: 'sessions', entries: 200_000, key: 'string', value: 'int64', boxBytes: 0, hint: 0 },
  { name: 'cache', entries: 20_000, key: 'int64', value: '[208]byte', boxBytes: 208, hint: 0 },
  { name: 'byName', entries: 300_000, key: 'string', value: '*int', boxBytes: 0, hint: 0 },
  { name: 'idx', entries: 300_000, key: 'uint64', value: 'uint32', boxBytes: 0, hint: 0 },
  { name: 'm', entries: 100_000, key: 'int', value: 'int', boxBytes: 0, hint: 100_000 },
  { name: 'g', entries: 50_000, key: 'string', value: 'string', boxBytes: 0, hint: 0 },
] as const;

/** A folder with the program, built by that Go. */
function built(t: ExecutionContext, go: GoToolchain): string {
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.18\n', 'main.go': program });
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' };
  const ran = spawnSync(go.program, ['build', '-o', 'program', '.'], { cwd: folder, env });
  t.is(ran.status, 0, ran.stderr.toString());
  return folder;
}

/** The heap of one run, by samples of one in so many bytes; by Go's own rate without. */
async function heapOf(folder: string, ...rate: readonly string[]): Promise<HeapProfile> {
  const file = join(folder, 'heap.pb.gz');
  spawnSync(join(folder, 'program'), [file, ...rate]);
  return await loadHeapProfile(file);
}

/** Bytes of the tables alone by the plan: while few entries are in them, so that no bucket overflows. */
function plannedTables(map: MapModel, { boxBytes, ...spec }: (typeof truths)[number]): number {
  const last = planGrowth({ map, ...spec }).growthEvents.at(-1);
  const settled = (last?.entries ?? 0) + (last?.fromBuckets ?? 0);
  const entries = modelFacts(map).family === 'swiss' ? spec.entries : settled;
  return planGrowth({ map, ...spec, entries }).bytesHeld - entries * boxBytes;
}

for (const minor of [22, 23, 24, 25, 26, 27])
  test.serial(
    `a heap profile of a program of Go 1.${minor} shows its six maps, their tables and next growths`,
    async (t) => {
      t.timeout(240_000);
      const go = await goHere(t, minor);
      if (go === null) return;
      const folder = built(t, go);
      const map = modelOf(`1.${minor}`);
      const profile = await heapOf(folder, '4096');
      const document = await advise(['.'], { cwd: folder, map, profile });
      for (const truth of truths) {
        const { boxBytes: _, name, ...spec } = truth;
        const { live } = siteNamed(document, name);
        if (live === null) {
          t.fail(`${name} is not in the profile`);
          continue;
        }
        const said = `${name} ${JSON.stringify(live)}`;
        t.true(live.entriesFrom <= spec.entries && spec.entries <= live.entriesTo, said);
        t.true(Math.abs(live.bytes / plannedTables(map, truth) - 1) <= 0.01, said);
        const planned = planGrowth({ map, ...spec }).nextGrowth;
        const [got = 0, expected = 0] = [live.nextGrowth?.atEntries, planned?.entries];
        // Of a Swiss map it is a median over hashes, which the first splits of a wave move by some inserts.
        t.true(Math.abs(got - expected) <= (minor < 24 ? 0 : expected * 2e-4), said);
        const [during = 0, foreseen = 0] = [live.nextGrowth?.bytesDuring, planned?.bytesDuring];
        t.true(Math.abs(during / foreseen - 1) <= (minor < 24 ? 0 : 2e-4), said);
      }
      t.is(siteNamed(document, 'h').live, null);
      // The table of 20,000 pointers is below 1 MiB: nothing is advised on it.
      t.deepEqual(siteNamed(document, 'cache').advice, []);
      const all = await advise(['.'], { cwd: folder, map, profile, minBytes: 0 });
      t.deepEqual(
        siteNamed(all, 'cache').advice.map(({ rule }) => rule),
        ['indirect'],
      );
    },
  );

test.serial(
  'by the samples that Go takes unless told otherwise, the brackets hold in nine of ten cases',
  async (t) => {
    t.timeout(240_000);
    const go = await goHere(t);
    if (go === null) return;
    const folder = built(t, go);
    const map = modelOf(`1.${go.minor}`);
    let [seen, held] = [0, 0];
    for (let run = 0; run < 20; run += 1) {
      const profile = await heapOf(folder);
      t.is(profile.rateBytes, 524_288);
      const document = await advise(['.'], { cwd: folder, map, profile });
      for (const { name, entries } of truths) {
        const { live } = siteNamed(document, name);
        if (live === null) continue;
        t.true(live.isEstimate || go.minor < 24);
        seen += 1;
        if (live.entriesFrom <= entries && entries <= live.entriesTo) held += 1;
      }
    }
    // Tables of less than a megabyte in all are missed now and then.
    t.true(seen >= 90, `${seen} of 120 seen`);
    t.true(held >= 0.9 * seen, `${held} of ${seen}`);
  },
);

function sample(line: number, name: string, blockBytes: number, sampledInUse: number): HeapSample {
  const frames = [{ function: `example.org/m.${name}`, file: 'example.org/m/m.go', line }];
  return { blockBytes, sampledInUse, sampledAllocated: sampledInUse, runtimeCalls: null, frames };
}

// Block sizes as Go 1.22 and 1.27 allocated them for 300,000 entries of map[string]*user.
const grown = `package m

type user struct{}

var byName = map[string]*user{}

func add(name string) {
	byName[name] = nil
}
`;
const profiles: Readonly<Record<string, HeapProfile>> = {
  '1.22': {
    rateBytes: 1,
    samples: [sample(8, 'add', 14_483_456, 1), sample(8, 'add', 16, 90_000)],
  },
  '1.27': { rateBytes: 1, samples: [sample(8, 'add', 27_264, 512), sample(8, 'add', 4864, 1)] },
};

test('tables are told from strings and directories on the same line, by their sizes', async (t) => {
  for (const [go, profile] of Object.entries(profiles)) {
    const folder = goFolder({ 'go.mod': `module example.org/m\n\ngo ${go}\n`, 'm.go': grown });
    const { live } = siteNamed(await advise(['.'], { cwd: folder, profile }), 'byName');
    const isClassic = go === '1.22';
    t.is(live?.bytes, isClassic ? 14_483_456 : 13_959_168);
    t.is(live?.tables, isClassic ? 1 : 512);
    t.deepEqual(
      [live?.entriesFrom, live?.entriesTo],
      isClassic ? [212_993, 425_984] : [229_376, 458_752],
    );
    const plan = planGrowth({ map: modelOf(go), key: 'string', value: '*int', entries: 300_000 });
    t.is(live?.nextGrowth?.atEntries, plan.nextGrowthAtEntries ?? -1);
    t.is(live?.nextGrowth?.bytesDuring, plan.nextGrowth?.bytesDuring);
  }
});

test('a few tables of 512 that a sample missed are no wave of splits, and where it leaves two numbers both are told', async (t) => {
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.27\n', 'm.go': grown });
  const liveOf = async (sampled: number, rateBytes: number): Promise<LiveFigures | null> => {
    const samples = [sample(8, 'add', 27_264, sampled)];
    return siteNamed(
      await advise(['.'], { cwd: folder, profile: { rateBytes, samples } }),
      'byName',
    ).live;
  };
  // Of 512 tables a sample of one in 16 KiB sees 404.7: 1 - exp(-25,600 / 16,384).
  const near = await liveOf(398, 16_384);
  t.like(near, { tables: 512, bytes: 13_959_168, isEstimate: true, otherGrowths: [] });
  t.is(near?.nextGrowth?.atEntries, 414_679);
  // 640 tables are in the middle of a wave, which no power of two is near to.
  const wave = await liveOf(506, 16_384);
  t.is(wave?.tables, 640);
  t.deepEqual(wave?.otherGrowths, []);
  t.true((wave?.nextGrowth?.atEntries ?? 0) < 464_000);
  // 9 of 5 % may be 128 or 256.
  const rare = await liveOf(9, 524_288);
  const starts = [128, 256].map((tables) => {
    const entries = tables * 672;
    return planGrowth({ map: 'go1.27', key: 'string', value: '*int', entries }).nextGrowth?.entries;
  });
  t.deepEqual(
    [rare?.nextGrowth, ...(rare?.otherGrowths ?? [])].map((growth) => growth?.atEntries),
    rare?.tables === 128 ? starts : starts.toReversed(),
  );
});

test('tables of another line or function are not those of the map, and are listed', async (t) => {
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.22\n', 'm.go': grown });
  const table = sample(8, 'other', 14_483_456, 1);
  const named = { ...table, runtimeCalls: ['runtime.makeBucketArray'] };
  const profile = { rateBytes: 1, samples: [named] };
  const document = await advise(['.'], { cwd: folder, profile });
  t.is(siteNamed(document, 'byName').live, null);
  t.like(document.unexplained, [{ function: 'example.org/m.other', line: 8, bytes: 14_483_456 }]);
});

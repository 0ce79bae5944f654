import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { planGrowth } from '../../../src/maps/model/plan/plan-growth.ts';
import { advise, modelOf } from '../../../src/live/advise/advise.ts';
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
	runtime.MemProfileRate = 4096
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
  { name: 'sessions', entries: 200_000, key: 'string', value: 'int64' },
  { name: 'cache', entries: 20_000, key: 'int64', value: '[208]byte' },
  { name: 'byName', entries: 300_000, key: 'string', value: '*int' },
  { name: 'idx', entries: 300_000, key: 'uint64', value: 'uint32' },
  { name: 'm', entries: 100_000, key: 'int', value: 'int' },
  { name: 'g', entries: 50_000, key: 'string', value: 'string' },
] as const;

test('a heap profile of a real Go program shows each of its six maps, entries and next growth', async (t) => {
  t.timeout(240_000);
  const go = await goHere(t);
  if (go === null) return;
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.18\n', 'main.go': program });
  const ran = spawnSync(go.program, ['run', '.', join(folder, 'heap.pb.gz')], {
    cwd: folder,
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' },
    encoding: 'utf8',
  });
  t.is(ran.status, 0, ran.stderr);
  const map = modelOf(`1.${go.minor}`);
  const profile = await loadHeapProfile(join(folder, 'heap.pb.gz'));
  const document = await advise(['.'], { cwd: folder, map, profile });
  for (const { name, entries, key, value } of truths) {
    const { live } = siteNamed(document, name);
    if (live === null) {
      t.fail(`${name} is not in the profile`);
      continue;
    }
    t.true(
      live.entriesFrom <= entries && entries <= live.entriesTo,
      `${name} ${JSON.stringify(live)}`,
    );
    // A table that was made in its size grows at another insert than one that grew to it.
    if (name === 'm' || live.isEstimate) continue;
    // Of a Swiss map the insert is the middle of a wave, which depends a little on where one looks from.
    const expected = planGrowth({ map, key, value, entries }).nextGrowthAtEntries ?? 0;
    const got = live.nextGrowth?.atEntries ?? 0;
    t.true(Math.abs(got - expected) <= (go.minor < 24 ? 0 : 2), `${name} ${got} ${expected}`);
  }
  t.is(siteNamed(document, 'h').live, null);
  // The table of 20,000 pointers is below 1 MiB: nothing is advised on it.
  t.deepEqual(siteNamed(document, 'cache').advice, []);
  const all = await advise(['.'], { cwd: folder, map, profile, minBytes: 0 });
  t.deepEqual(
    siteNamed(all, 'cache').advice.map(({ rule }) => rule),
    ['indirect'],
  );
});

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

test('tables of another line or function are not those of the map, and are listed', async (t) => {
  const folder = goFolder({ 'go.mod': 'module example.org/m\n\ngo 1.22\n', 'm.go': grown });
  const table = sample(8, 'other', 14_483_456, 1);
  const named = { ...table, runtimeCalls: ['runtime.makeBucketArray'] };
  const profile = { rateBytes: 1, samples: [named] };
  const document = await advise(['.'], { cwd: folder, profile });
  t.is(siteNamed(document, 'byName').live, null);
  t.like(document.unexplained, [{ function: 'example.org/m.other', line: 8, bytes: 14_483_456 }]);
});

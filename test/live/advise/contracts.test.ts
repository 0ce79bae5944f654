import test from 'ava';
import { advise } from '../../../src/live/advise/advise.ts';
import { adviseSource, goFolder, rulesOf, siteNamed } from './go-folder.ts';

const cache = `
import "sync"

type Cache struct {
	mu sync.RWMutex
	//mapswell:guarded-by mu
	entries map[string]int
}

func NewCache() *Cache {
	c := &Cache{entries: map[string]int{}}
	c.entries["first"] = 1
	return c
}

func (c *Cache) Get(key string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.get(key)
}

func (c *Cache) get(key string) int { return c.entries[key] }

func (c *Cache) Set(key string, value int) {
	c.mu.Lock()
	c.entries[key] = value
	c.mu.Unlock()
}

func (c *Cache) with(act func()) { c.mu.Lock(); defer c.mu.Unlock(); act() }

func (c *Cache) Drop(key string) {
	c.withLock(func() { delete(c.entries, key) })
}
`;

async function reasonOf(source: string, name: string): Promise<string> {
  const { advice } = siteNamed(await adviseSource(source), name);
  return advice
    .filter(({ rule }) => rule === 'contract')
    .map(({ level, reason }) => `${level}: ${reason}`)
    .join('\n');
}

test('a map that is touched under its lock alone keeps its promise, also where a caller holds it', async (t) => {
  t.is(await reasonOf(cache, 'entries'), '');
});

test('a use without the lock, or a change under a lock for readers, breaks the promise', async (t) => {
  const unlocked = `${cache}\nfunc (c *Cache) Peek(key string) int { return c.get(key) }\n`;
  t.is(
    await reasonOf(unlocked, 'entries'),
    'error: "guarded-by mu" in line 8: read in line 24 (Cache.get) without it',
  );
  const removed = cache
    .replace('\tc.mu.Lock()\n\tc.entries', '\tc.entries')
    .replace('value\n\tc.mu.Unlock()\n', 'value\n');
  t.is(
    await reasonOf(removed, 'entries'),
    'error: "guarded-by mu" in line 8: written in line 27 (Cache.Set) without it',
  );
  const readers = cache.replace('c.mu.Lock()\n\tc.entries', 'c.mu.RLock()\n\tc.entries');
  t.regex(await reasonOf(readers, 'entries'), /written in line 28 \(Cache\.Set\) without it$/);
});

const loop = (outside: string): string => `
//mapswell:owner goroutine
var pending = map[string]int{}

func run(work chan string) {
	go func() {
		for one := range work {
			pending[one]++
		}
	}()
	${outside}
}
`;

test('a map of one goroutine is touched by one alone', async (t) => {
  t.is(await reasonOf(loop(''), 'pending'), '');
  t.is(
    await reasonOf(loop('delete(pending, "a")'), 'pending'),
    'error: "owner goroutine" in line 4: goroutines beside its own touch it: deleted from in line 13 (run)',
  );
  const each = `
func run(work []string) {
	//mapswell:owner goroutine
	done := make(map[string]bool)
	for _, one := range work {
		go func() { done[one] = true }()
	}
}
`;
  t.regex(await reasonOf(each, 'done'), /written in line 8 \(run\)$/);
});

test('a map says how many entries it has at most, and figures are for these', async (t) => {
  const source = `
var few = map[string]int{"a": 1, "b": 2, "c": 3} //mapswell:max 2

//mapswell:max 1e6
var large map[string][200]byte
`;
  t.is(await reasonOf(source, 'few'), 'error: "max 2" in line 4: it is made with 3 entries');
  const { advice } = siteNamed(await adviseSource(source), 'large');
  t.deepEqual(
    advice.map(({ rule, bytes }) => [rule, bytes?.map(({ now }) => now.entries)]),
    [['indirect', [1_000_000]]],
  );
});

test('CONCURRENCY_SAFE is held against the locks and goroutines that are seen', async (t) => {
  const source = `
import "sync"

var mu sync.Mutex

// CONCURRENCY_SAFE: true
var codes = map[string]int{"a": 1}

// CONCURRENCY_SAFE: true
var open = map[string]int{}

// CONCURRENCY_SAFE: true
var locked = map[string]int{}

// CONCURRENCY_SAFE: false
var own = map[string]int{}

func Code(name string) int { return codes[name] }

func Put(name string) { open[name] = 1 }

func Lock(name string) { mu.Lock(); locked[name] = 1; mu.Unlock() }

func run() {
	own["a"] = 1
	go func() { own["b"] = 2 }()
}
`;
  t.is(await reasonOf(source, 'codes'), '');
  t.is(await reasonOf(source, 'locked'), '');
  t.regex(
    await reasonOf(source, 'open'),
    /"CONCURRENCY_SAFE: true" in line 11: no lock is ever held in written in line 22/,
  );
  t.regex(
    await reasonOf(source, 'own'),
    /several goroutines touch it without a lock: written in line 28 \(run\)$/,
  );
});

test('a comment above a type is for each of its maps', async (t) => {
  const source = cache
    .replace('\t//mapswell:guarded-by mu\n', '')
    .replace('type Cache', '//mapswell:guarded-by lock\ntype Cache');
  t.regex(await reasonOf(source, 'entries'), /^error: "guarded-by lock" in line 6: /);
});

test('with required contracts a shared map that declares nothing is an error', async (t) => {
  const source = `
import "sync"

type Cache struct {
	mu sync.Mutex
	//mapswell:guarded-by mu
	said map[string]int
	unsaid map[string]int
}

var table = map[string]int{"a": 1}
var counts = map[string]int{}

func count(name string) int { counts[name]++; return table[name] }
`;
  const document = await adviseSource(source, { requiresContract: true });
  t.deepEqual(rulesOf(document, 'said'), []);
  t.deepEqual(rulesOf(document, 'unsaid'), ['no-contract/exact']);
  t.deepEqual(rulesOf(document, 'table'), ['static-table/exact']);
  t.deepEqual(rulesOf(document, 'counts'), ['no-contract/exact']);
  t.deepEqual(rulesOf(await adviseSource(source), 'unsaid'), []);
});

test('comments that promise nothing known, or are about no map, are named', async (t) => {
  const cwd = goFolder({
    'a.go': `package m

//mapswell:guarded mu
var a map[string]int

//mapswell:max many
var b map[string]int

//mapswell:owner goroutine
var c int

// CONCURRENCY_SAFE: maybe
var d map[string]int
`,
  });
  const { comments } = await advise(['.'], { cwd });
  t.deepEqual(
    comments.map(({ line, comment, problem }) => `${line}: ${comment} ${problem}`),
    [
      '3: mapswell:guarded is not known; there are ignore, guarded-by, owner and max',
      '6: mapswell:max expected a whole number such as 1e6, got "many"',
      '12: CONCURRENCY_SAFE expected true or false, got "maybe"',
      '9: mapswell:owner is about no map',
    ],
  );
});

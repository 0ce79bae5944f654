import test from 'ava';
import { adviceOn, adviseSource, rulesOf, siteNamed } from './go-folder.ts';

test('a value above 128 bytes is an object of its own for each entry', async (t) => {
  const document = await adviseSource(`type large struct { id int64; blob [121]byte }
type fits struct { id int64; blob [120]byte }

var a map[string]large
var b map[string]fits
var c map[[129]byte]bool
var d map[string]*large
var e map[string]other.Unknown
`);
  const names = ['a', 'b', 'c', 'd', 'e'];
  t.deepEqual(
    names.map((name) => rulesOf(document, name)),
    [['indirect/exact'], [], ['indirect/exact'], [], []],
  );
  t.is(
    adviceOn(document, 'a').reason,
    'a value has 136 bytes: above 128 bytes Go allocates one more object for each entry, and each write copies it',
  );
  t.is(adviceOn(document, 'a').bytes?.[0]?.now.value, 'struct { f0 int64; f1 [121]byte }');
});

test('sizes see through names, constants, embedded and generic types, and other packages', async (t) => {
  const document = await adviseSource(`package m

import "sync"

const half = 8
const size = half * 2 << 1

type base struct { mu sync.RWMutex; name string }
type pair[A, B any] struct { a A; b B }
type alias = pair[base, [size]uint16]
type named struct { base; more alias; *base2 }
type base2 struct { self *named }

var m map[named]int
`);
  // RWMutex 24, base 40, [32]uint16 64, pair 104, a pointer 8.
  t.is(adviceOn(document, 'm').reason.slice(0, 21), 'a key has 152 bytes: ');
});

test('constants that are built at every call and only read belong outside', async (t) => {
  const document = await adviseSource(`const unit = 7

func f(key string) int {
	table := map[string]int{"a": 1, "b": unit, "c": 3}
	return table[key]
}
func short(key string) int { two := map[string]int{"a": 1, "b": 2}; return two[key] }
func varies(key string, n int) int { changing := map[string]int{"a": 1, "b": n, "c": 3}; return changing[key] }
func written(key string) int { grows := map[string]int{"a": 1, "b": 2, "c": 3}; grows[key] = 1; return grows[key] }
func given() map[string]int { given := map[string]int{"a": 1, "b": 2, "c": 3}; return given }
func fresh(key string) []int { slices := map[string][]int{"a": []int{1}, "b": []int{2}, "c": nil}; return slices[key] }
func init() { once := map[string]int{"a": 1, "b": 2, "c": 3}; println(once["a"]) }
`);
  t.deepEqual(rulesOf(document, 'table'), ['rebuilt-literal/exact']);
  t.is(
    adviceOn(document, 'table').fix?.description,
    'use a switch, or declare the map once outside of the function',
  );
  for (const name of ['two', 'changing', 'grows', 'given', 'slices', 'once'])
    t.deepEqual(rulesOf(document, name), [], name);
});

test('a table of numbers close together is an array, one of few names a switch', async (t) => {
  const document = await adviseSource(`type color int

const (
	red color = iota + 500
	green
	_
	blue
)

var names = map[color]string{red: "red", green: "green", blue: "blue"}
var sparse = map[int]string{1: "a", 1000: "b", 2000: "c", 3000: "d", 4000: "e"}
var short = map[string]int{"a": 1, "b": 2}
var ranged = map[string]int{"a": 1, "b": 2}
var long = map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
var changed = map[string]int{"a": 1}
var Exported = map[string]int{"a": 1}

func f(c color, s string) {
	println(names[c], sparse[1], short[s], long[s], changed[s], Exported[s])
	for k := range ranged { println(ranged[k]) }
	changed[s] = 2
}
`);
  t.is(
    adviceOn(document, 'names').fix?.description,
    'use an array of 4 with the key, less 500, as the index',
  );
  t.is(adviceOn(document, 'short').fix?.description, 'use a switch');
  for (const name of ['sparse', 'ranged', 'long', 'changed', 'Exported'])
    t.deepEqual(rulesOf(document, name), [], name);
});

test('keys that are indices of a loop make a slice', async (t) => {
  const document = await adviseSource(`type key int

func f(xs []string, n int) {
	a := map[int]string{}
	for i, x := range xs { a[i] = x }
	b := make(map[int]int, n)
	for i := 0; i < n; i++ { b[i] = n }
	c := map[int]string{}
	for i, x := range xs { c[i] = x; delete(c, i-1) }
	d := map[key]string{}
	for i, x := range xs { d[key(i)] = x }
	e := map[int]string{}
	for i := 0; i < n; i += 1000 { e[i] = "" }
	g := map[int]string{}
	for _, x := range xs { g[len(g)] = x }
	h := map[int]int{}
	for _, x := range xs { h[len(x)] = 1 }
	println(a[0], b[0], c[0], d[0], e[0], g[0], h[0])
}
`);
  const dense = ['a', 'b', 'c', 'd', 'e', 'g', 'h'].filter((name) =>
    rulesOf(document, name).includes('dense-int/heuristic'),
  );
  t.deepEqual(dense, ['a', 'b', 'g']);
});

const set = `func f(xs []string) int {
	seen := map[string]bool{}
	for _, x := range xs { if !seen[x] { seen[x] = true } }
	mixed := map[string]bool{}
	for _, x := range xs { if x == "" { mixed[x] = false } else { mixed["b"] = true } }
	return len(seen) + len(mixed)
}
`;

test('a set of bool is worth a word up to Go 1.23 only', async (t) => {
  const old = await adviseSource(set, { go: '1.23', entries: 100_000 });
  t.deepEqual(rulesOf(old, 'seen'), ['bool-set/exact']);
  t.deepEqual(rulesOf(old, 'mixed'), []);
  const [change] = adviceOn(old, 'seen').bytes ?? [];
  // mapswell plan --map go1.23 --key string --value bool --entries 100000, and with struct{}
  t.is(Math.round(change?.now.bytesHeld ?? 0), 2_911_744);
  t.is(Math.round(change?.advised?.bytesHeld ?? 0), 2_745_915);
  t.deepEqual(rulesOf(await adviseSource(set, { go: '1.24' }), 'seen'), []);
});

test('a toolchain line that is later than the go line decides', async (t) => {
  const old = await adviseSource(set, { go: '1.21\n\ntoolchain go1.24.1' });
  t.deepEqual(old.modules, [{ path: '.', go: '1.24', map: 'go1.24' }]);
  t.deepEqual(rulesOf(old, 'seen'), []);
});

test('every site says its kind, its owner, what is done to it and which lock it has', async (t) => {
  const document = await adviseSource(`package m

import "sync"

type store struct {
	other sync.Mutex
	itemsMu sync.RWMutex
	items map[string]int
}

func NewStore() *store { return &store{items: map[string]int{"a": 1}} }

func (s *store) get(k string) int { s.itemsMu.RLock(); defer s.itemsMu.RUnlock(); return s.items[k] }
func (s *store) put(k string) { s.itemsMu.Lock(); s.items[k]++; delete(s.items, k); s.itemsMu.Unlock(); clear(s.items) }
// each must be called with the lock held.
func (s *store) each() { for k := range s.items { println(k) } }
`);
  const { kind, owner, uses, lock, type, line } = siteNamed(document, 'items');
  t.deepEqual([kind, owner, type, line], ['field', 'store', 'map[string]int', 8]);
  t.deepEqual(uses, { writes: 1, reads: 2, deletes: 2, ranges: 1, replaced: 0, escapes: 0 });
  t.deepEqual(lock, { name: 'itemsMu', kind: 'rwmutex', locked: 5, unlocked: 1 });
});

import test from 'ava';
import { advise } from '../../../src/live/advise/advise.ts';
import { adviceOn, adviseSource, goFolder, rulesOf, siteNamed } from './go-folder.ts';

/** Which loops over an expression have a length that is seen, by the hint that a filled map gets. */
async function hinted(
  declarations: string,
  sources: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const functions = Object.entries(sources).map(
    ([name, loop]) => `func ${name}Of(p param, n int, ys ...string) {
	${name} := make(map[string]int)
	for ${loop} { ${name}[x] = 1 }
	println(len(${name}))
}
`,
  );
  const document = await adviseSource(
    `package m

import (
	"unsafe"
	"example.org/m/other"
)

${declarations}
${functions.join('')}`,
  );
  return Object.fromEntries(
    Object.keys(sources).map((name) => [name, rulesOf(document, name).join()]),
  );
}

const declarations = `type param struct { names []string; inner *inner; make func() []string; text other.Text }
type inner struct { base; list []string }
type base struct { deep [20]string }
type lister interface { List() []string }
func (b base) All() []string { return b.deep[:] }
func list() []string { return nil }
func pair() (a, b []string) { return nil, nil }
func nothing() {}
var global = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
var typed, more []string
var iface lister
var pointer *[12]string
var matrix [][]string
var channel chan []string
var _ unsafe.Pointer
`;

test('a loop over what has a length that the syntax shows gets a hint', async (t) => {
  const seen = {
    literal: '_, x := range []string{"a","b","c","d","e","f","g","h","i"}',
    field: '_, x := range p.names',
    deepField: '_, x := range p.inner.list',
    embedded: '_, x := range p.inner.deep',
    method: '_, x := range p.inner.All()',
    interfaced: '_, x := range iface.List()',
    called: '_, x := range list()',
    fieldCalled: '_, x := range p.make()',
    globalValue: '_, x := range global',
    globalType: '_, x := range more',
    throughPointer: '_, x := range pointer',
    element: '_, x := range matrix[0]',
    slice: '_, x := range ys[1:]',
    appended: '_, x := range append(ys, "z")',
    made: '_, x := range make([]string, n)',
    converted: '_, x := range []string(ys)',
    asserted: '_, x := range any(ys).([]string)',
    received: '_, x := range <-channel',
    closure: '_, x := range func() []string { return ys }()',
    dereferenced: '_, x := range *pointer',
  };
  const found = await hinted(declarations, seen);
  for (const name of Object.keys(seen)) t.is(found[name], 'hint/bound', name);
});

test('a loop over what nobody knows the length of gets none', async (t) => {
  const unseen = {
    nothingCalled: '_, x := range nothing()',
    unknownCall: '_, x := range other.Names()',
    unknownMethod: 'x := range p.text.Runes()',
    unknownField: 'x := range p.absent',
    unknownName: 'x := range absent',
  };
  const found = await hinted(declarations, unseen);
  t.deepEqual(new Set(Object.values(found)), new Set(['']));
});

test('sizes of maps are those of types that other packages of the module declare', async (t) => {
  const folder = goFolder({
    'go.mod': 'module example.org/m\n\ngo 1.27\n',
    'other/other.go': `package other

const Length = 40
var Limit = []string{"a"}
type Row struct { Cells [Length]int64; Next *Row; F func(); C chan int; M map[string]int; I interface{ X() }; S []int }
func Names() []string { return nil }
`,
    'm.go': `package m

import (
	"unsafe"
	"example.org/m/other"
	far "example.com/elsewhere"
)

type wide struct { a, b [other.Length - 20 + 1<<2]byte; p unsafe.Pointer; q far.Thing }
type known struct { a, b [other.Length * 2 / 4 % 15 >> 0]uint64; p unsafe.Pointer; E struct{} }
type pair[K comparable, V any] struct { k K; v [16]V }
type node[T any] struct { pair[int32, T]; *other.Row }

var rows map[int]other.Row
var unknown map[int]wide
var sized map[int]known
var generic map[int]node[string]
var octal map[int][0o300]byte
var letter map[int]['z']byte
var negative map[int][-5 + 0x100]byte
var quoted map[int]['\\n']byte
var float map[int][2.5]byte
`,
  });
  const document = await advise(['.'], { cwd: folder });
  const bytes = (name: string): string =>
    /^a value has ([\d,]+) bytes/.exec(adviceOn(document, name).reason)?.[1] ?? '';
  // 40 words of cells, six pointers of which an interface has two and a slice three.
  t.is(bytes('rows'), '392');
  // 40 * 2 / 4 % 15 = 5: two times 5 words, a pointer and nothing.
  t.deepEqual(rulesOf(document, 'sized'), []);
  // int32 and padding, 16 strings, a pointer.
  t.is(bytes('generic'), '272');
  t.is(bytes('octal'), '192');
  t.deepEqual(rulesOf(document, 'letter'), []);
  t.is(bytes('negative'), '251');
  for (const name of ['unknown', 'quoted', 'float']) t.deepEqual(rulesOf(document, name), [], name);
});

test('keys of a literal are indices where all of them are whole constants', async (t) => {
  const document = await adviseSource(`package m

import "example.org/m/other"

type level byte

const (
	low level = 1 + iota
	middle
	high
	top = high + 1
)
const text = "a"

var plain = map[int]string{10: "a", 11: "b", 12: "c", 13: "d"}
var named = map[level]string{low: "l", middle: "m", high: "h", top: "t"}
var converted = map[level]string{level(1): "l", level(2): "m", level(3): "h", (4): "t"}
var negative = map[int]string{-1: "a", 0: "b", 1: "c", 2: "d"}
var runes = map[rune]string{'a': "a", 'b': "b", 'c': "c", 'd': "d"}
var lengths = map[int]string{len(text): "a", 2: "b", 3: "c", 4: "d"}
var foreign = map[int]string{other.One: "a", 2: "b", 3: "c", 4: "d"}

func use(i int, l level, r rune) {
	println(plain[i], named[l], converted[l], negative[i], runes[r], lengths[i], foreign[i])
}
`);
  const described = (name: string): string | undefined => adviceOn(document, name).fix?.description;
  t.is(described('plain'), 'use an array of 4 with the key, less 10, as the index');
  t.is(described('named'), 'use an array of 4 with the key, less 1, as the index');
  t.is(described('converted'), 'use an array of 4 with the key, less 1, as the index');
  t.is(described('runes'), 'use an array of 4 with the key, less 97, as the index');
  for (const name of ['lengths', 'foreign'])
    t.false(rulesOf(document, name).join().includes('array'), name);
});

test('a literal that is the same at every call is built outside, one with fresh parts is not', async (t) => {
  const document = await adviseSource(`type point struct { x, y int }

func helper() int { return 1 }

func f(key string, n int) {
	structs := map[string]point{"a": {1, 2}, "b": {x: -3, y: (4)}, "c": point{5, 6}}
	functions := map[string]func() int{"a": helper, "b": helper, "c": nil}
	sums := map[string]int{"a": 1 + 2, "b": +3, "c": 4 << 2}
	pointers := map[string]*point{"a": &point{1, 2}, "b": nil, "c": nil}
	closures := map[string]func() int{"a": func() int { return n }, "b": helper, "c": helper}
	calls := map[string]int{"a": helper(), "b": 2, "c": 3}
	maps := map[string]map[string]int{"a": map[string]int{}, "b": nil, "c": nil}
	members := map[string]int{"a": other.One, "b": 2, "c": 3}
	println(structs[key].x, functions[key], sums[key], pointers[key], closures[key], calls[key], maps[key], members[key])
}
`);
  const rebuilt = (name: string): boolean =>
    rulesOf(document, name).includes('rebuilt-literal/exact');
  t.deepEqual(
    ['structs', 'functions', 'sums', 'pointers', 'closures', 'calls', 'maps', 'members'].filter(
      rebuilt,
    ),
    ['structs', 'functions', 'sums'],
  );
});

test('locks are seen through branches, cases, selects and what is put off', async (t) => {
  const document = await adviseSource(`package m

import "sync"

var mu sync.RWMutex
var shared = map[string]int{}

func write(key string, ch chan string, done chan bool) {
	mu.Lock()
	defer mu.Unlock()
	switch n := len(key); n {
	case 0, 1:
		shared[key] = n
	default:
		shared[key]++
	}
	select {
	case k := <-ch:
		shared[k] = 1
	case done <- true:
		delete(shared, key)
	}
	var spare int
	if spare = shared[key]; spare > 1 {
		return
	} else if spare == 0 {
		panic("none")
	}
again:
	for spare < 3 { spare++; if spare == 2 { goto again } }
}

func read(value any) int {
	mu.RLock()
	switch v := value.(type) {
	case string:
		mu.RUnlock()
		return len(v)
	case int:
		defer mu.RUnlock()
		return shared["a"] + v
	}
	mu.RUnlock()
	return 0
}

func spawn() { go write("a", nil, nil); go func() { mu.Lock(); shared["b"] = 1; mu.Unlock() }() }
`);
  const site = document.sites.find(({ name }) => name === 'shared');
  t.is(site?.lock?.name, 'mu');
  t.is(site?.uses.writes, 4);
});

test('loops that count have the length of what they count to, where that is seen', async (t) => {
  const document = await adviseSource(`const most = 40

var rows = [][3]int{{1}, {2}}

type table struct { data [30]string }

func counts(xs []string, n int, m int32, f float64, t table, c chan int) {
	a := map[int]string{}
	for i := 0; i < most; i++ { a[key(i)] = "" }
	b := map[int]string{}
	for i := 0; i < n; i++ { b[key(i)] = "" }
	d := map[int]string{}
	for i := 1; i < n; i++ { d[key(i)] = "" }
	e := map[int]string{}
	for i := 0; i <= n; i++ { e[key(i)] = "" }
	g := map[int]string{}
	for i := 0; i < n; i-- { g[key(i)] = "" }
	h := map[int]string{}
	for i := range most { h[key(i)] = "" }
	k := map[int]string{}
	for i := range n { k[key(i)] = "" }
	l := map[int]string{}
	for i := range t.data { l[key(i)] = "" }
	o := map[int]string{}
	half := len(xs)
	for i := 0; i < half; i++ { o[key(i)] = "" }
	p := map[int]string{}
	for i := range rows { p[key(i)] = "" }
	q := map[int]string{}
	for { q[key(1)] = "" }
	r := map[int]string{}
	for n > 0 { n--; r[key(n)] = "" }
	s := map[int]string{}
	for i := 0; i < other.NumCPU(); i++ { s[key(i)] = "" }
	u := map[int]string{}
	for i := 0; i < int(f); i++ { u[key(i)] = "" }
}
`);
  const counted = ['a', 'b', 'd', 'e', 'g', 'h', 'k', 'l', 'o', 'p', 'q', 'r', 's', 'u'].filter(
    (name) => rulesOf(document, name).some((rule) => rule.startsWith('hint/')),
  );
  // Of a constant that is ranged over the syntax shows no type.
  t.deepEqual(counted, ['a', 'b', 'k', 'l', 'o', 's']);
});

test('keys that are indices are seen in every way to write the loop, others are not', async (t) => {
  const document =
    await adviseSource(`func dense(xs []string, ys [9]int, text string, m map[int]int, ch chan int) {
	a := map[int]string{}
	for i := range xs { a[(i)] = "" }
	b := map[int]string{}
	for i := range ys { b[i] = "" }
	c := map[int]string{}
	for i := range 10 { c[i] = "" }
	d := map[int]string{}
	for i := range m { d[i] = "" }
	e := map[int]string{}
	for i := range unknown() { e[i] = "" }
	f := map[int]string{}
	for i := 9; i > 0; i-- { f[i] = "" }
	g := map[int]string{1: "a"}
	for i := range xs { g[i] = "" }
	h := map[int]string{}
	for i := range xs { h[i*2] = "" }
	k := map[string]string{}
	for i := range xs { k[xs[i]] = "" }
	println(a[0], b[0], c[0], d[0], e[0], f[0], g[0], h[0], k[""])
}
`);
  const dense = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k'].filter((name) =>
    rulesOf(document, name).includes('dense-int/heuristic'),
  );
  t.deepEqual(dense, ['a', 'b', 'c']);
});

test('lengths are worked out as the compiler does, and variables of another package are followed', async (t) => {
  const cwd = goFolder({
    'go.mod': 'module example.org/m\n\ngo 1.27\n',
    'other/other.go': 'package other\n\nvar Names = []string{}\n',
    'm.go': `package m

import "example.org/m/other"

const (
	rest = (9 + 3) % 7
	shifted = int(1 << 5 >> 1)
	minus = -(-20)
	octal = 010
	letter = 'A' - 60
	third = 10 / 3
	unknown = other.Missing * 2
)

var a = map[string][rest]byte{}
var b = map[string][shifted]byte{}
var c = map[string][minus]byte{}
var d = map[string][octal]byte{}
var e = map[string][letter]byte{}
var f = map[string][third]byte{}
var g = map[string][unknown]byte{}

func fill(lists chan []string, at *[12]string) {
	received := map[string]int{}
	for i, x := range <-lists {
		received[x] = i
	}
	named := map[string]int{}
	for i, x := range other.Names {
		named[x] = i
	}
	pointed := map[string]int{}
	for i, x := range *at {
		pointed[x] = i
	}
	missing := map[string]int{}
	for i, x := range other.Missing {
		missing[x] = i
	}
	println(len(received), len(named), len(pointed), len(missing))
}
`,
  });
  const document = await advise(['.'], { cwd });
  t.deepEqual(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(
      (name) => siteNamed(document, name).plan?.value ?? null,
    ),
    ['[5]byte', '[16]byte', '[20]byte', '[8]byte', '[5]byte', '[3]byte', null],
  );
  t.deepEqual(
    ['received', 'named', 'pointed', 'missing'].map((name) => rulesOf(document, name)),
    [['hint/bound'], ['hint/bound'], ['hint/bound'], ['hint/heuristic']],
  );
});

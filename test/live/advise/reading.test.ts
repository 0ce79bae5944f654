import test from 'ava';
import { functionBodies } from '../../../src/live/advise/syntax/function-bodies.ts';
import { adviseSource, rulesOf, siteNamed } from './go-folder.ts';

const names = '"a", "b", "c", "d", "e", "f", "g", "h", "i"';

test('bodies of functions are found as gofmt lays them out, after heads of several lines too', (t) => {
  const source = `package m
func one() { return }
func two(a int) {
	two(1)
}
func three(
	a int,
) (b int) {
	return
}
func four()
`;
  const bodies = functionBodies(source).map(({ start, end }) => source.slice(start, end));
  t.deepEqual(bodies, ['\ttwo(1)\n', '\treturn\n']);
});

test('a map that a function of the package returns is found where it is kept, though nothing there says map', async (t) => {
  const document = await adviseSource(`
type set map[string]bool

func load() map[string]int { return nil }

func sets() (set, error) { return nil, nil }

type store struct{}

func (s store) all() map[int]int { return nil }

func use(s store) {
	loaded := load()
	named, _ := sets()
	own := s.all()
	println(len(loaded), len(named), len(own))
}
`);
  t.deepEqual(
    ['loaded', 'named', 'own'].map((name) => siteNamed(document, name).type),
    ['map[string]int', 'set', 'map[int]int'],
  );
});

test('source that is not laid out as gofmt does, and lines in texts that look like functions, change nothing', async (t) => {
  const document = await adviseSource(`package m

const text = \`
func nothing() {
}
\`

func first() { println(\`
}
func second() {
\`)
made := make(map[string]int)
for _, x := range []string{${names}} { made[x] = 1 }
println(len(made)) }

	func third() {
		other := make(map[string]int)
		for _, x := range []string{${names}} { other[x] = 1 }
		println(len(other))
	}
`);
  t.deepEqual(document.files.readInPart, []);
  t.deepEqual(rulesOf(document, 'made'), ['hint/bound']);
  t.deepEqual(rulesOf(document, 'other'), ['hint/bound']);
});

test('what the grammar cannot read is named where a head or a function that is about maps has it', async (t) => {
  const [head, body, elsewhere] = await Promise.all([
    adviseSource('type t struct{}\n\nfunc (t) method[K any](key K) {\n}\n'),
    adviseSource('func f() {\n\tm := map[int]int{}\n\tm[1] = ? 2\n}\n'),
    adviseSource('func f() {\n\tx := ? 2\n}\n\nfunc g() {\n\tm := map[int]int{}\n\tm[1] = 2\n}\n'),
  ]);
  t.deepEqual(head.files.readInPart, ['m.go']);
  t.deepEqual(body.files.readInPart, ['m.go']);
  t.deepEqual(elsewhere.files.readInPart, []);
  t.is(siteNamed(elsewhere, 'm').uses.writes, 1);
});

test('the length of a table of thousands of elements is known, and a short one is too short for a hint', async (t) => {
  const document = await adviseSource(`
var long = []string{
${'\t"element",\n'.repeat(2000)}}

var short = []string{
	"${'element'.repeat(2000)}",
}

func use() {
	many := make(map[string]int)
	for i, x := range long {
		many[x] = i
	}
	few := make(map[string]int)
	for i, x := range short {
		few[x] = i
	}
	println(len(many), len(few))
}
`);
  t.deepEqual(rulesOf(document, 'many'), ['hint/bound']);
  t.is(siteNamed(document, 'many').advice[0]?.bytes?.[0]?.now.entries, 2000);
  t.deepEqual(rulesOf(document, 'few'), []);
});

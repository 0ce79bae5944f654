import test from 'ava';
import { planGrowth } from '../../../src/maps/model/plan/plan-growth.ts';
import { adviceOn, adviseSource, rulesOf } from './go-folder.ts';

/** A function whose body makes a map `m` and fills it. */
function filled(body: string, parameters = 'xs []string'): string {
  return `type item struct { name string; n int }

func f(${parameters}) map[string]int {
	m := make(map[string]int)
${body}
	return m
}
`;
}

const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'the key of a ranged map',
    'for k, v := range src { m[k] = v }',
    'src map[string]int',
    ['hint/exact'],
  ],
  ['an element of a slice', 'for i, x := range xs { m[x] = i }', 'xs []string', ['hint/bound']],
  [
    'a field of an element',
    'for _, x := range xs { m[x.name] = x.n }',
    'xs []item',
    ['hint/bound'],
  ],
  ['an array of nine', 'for i, x := range xs { m[x] = i }', 'xs [9]string', ['hint/bound']],
  [
    'a loop that counts',
    'for i := 0; i < len(xs); i++ { m[xs[i]] = i }',
    'xs []string',
    ['hint/bound'],
  ],
  [
    'a write in both branches',
    'for _, x := range xs { if x == "" { m[x] = 1 } else { m[x] = 2 } }',
    'xs []string',
    ['hint/bound'],
  ],
  [
    'an error before the write',
    'for _, x := range xs { if x == "" { return nil }; m[x] = 1 }',
    'xs []string',
    ['hint/bound'],
  ],
  [
    'a duplicate that is an error',
    'for _, x := range xs { if _, ok := m[x]; ok { return nil }; m[x] = 1 }',
    'xs []string',
    ['hint/exact'],
  ],
  [
    'a group of goroutines',
    'for _, x := range xs { g.Go(func() error { mu.Lock(); m[x] = 1; mu.Unlock(); return nil }) }',
    'xs []string, g *group',
    ['hint/bound'],
  ],
  ['a variadic parameter', 'for i, x := range xs { m[x] = i }', 'xs ...string', ['hint/bound']],
  [
    'an unknown type with two variables',
    'for k, v := range xs { m[k] = v }',
    'xs other.Thing',
    ['hint/heuristic'],
  ],
  ['an array of eight', 'for i, x := range xs { m[x] = i }', 'xs [8]string', []],
  ['a channel', 'for x := range xs { m[x] = 1 }', 'xs chan string', []],
  ['an iterator', 'for k, v := range xs() { m[k] = v }', 'xs func() other.Seq2', []],
  [
    'a skipped turn',
    'for _, x := range xs { if x == "" { continue }; m[x] = 1 }',
    'xs []string',
    [],
  ],
  ['a write in one branch', 'for _, x := range xs { if x == "" { m[x] = 1 } }', 'xs []string', []],
  [
    'a loop that ends early',
    'for _, x := range xs { m[x] = 1; if x == "" { break } }',
    'xs []string',
    [],
  ],
  [
    'a loop inside the loop',
    'for _, x := range xs { for _, y := range x { m[y] = 1 } }',
    'xs [][]string',
    [],
  ],
  ['counting', 'for _, x := range xs { m[x]++ }', 'xs []string', []],
  ['adding', 'for _, x := range xs { m[x] += 2 }', 'xs []string', []],
  ['the largest of a group', 'for _, x := range xs { m[x] = max(m[x], 1) }', 'xs []string', []],
  ['a constant key', 'for _, x := range xs { m["last"] = len(x) }', 'xs []string', []],
  [
    'a length that was read from outside',
    'for i := 0; i < h.count; i++ { m[name(i)] = i }',
    'h header',
    [],
  ],
  [
    'a length that was read into a variable',
    'n := read()\n for i := 0; i < n; i++ { m[name(i)] = i }',
    'xs []string',
    [],
  ],
  [
    'a map that was handed on first',
    'use(m)\n for i, x := range xs { m[x] = i }',
    'xs []string',
    [],
  ],
];
for (const [title, body, parameters, expected] of cases)
  test(`a map filled by ${title} gets ${expected.join() || 'no hint'}`, async (t) => {
    const document = await adviseSource(filled(`\t${body}`, parameters));
    t.deepEqual(rulesOf(document, 'm'), expected);
  });

test('keys of a byte or a truth value, of which there are few, get no hint', async (t) => {
  const document = await adviseSource(`func f(xs []byte, ys []bool) {
	m := map[byte]int{}
	for i, x := range xs { m[x] = i }
	n := map[bool]int{}
	for i, y := range ys { n[y] = i }
}
`);
  t.deepEqual([rulesOf(document, 'm'), rulesOf(document, 'n')], [[], []]);
});

test('a hint of a literal says its own number of entries', async (t) => {
  const document = await adviseSource(`func f() map[string]int {
	m := map[string]int{}
	for i, x := range names { m[x] = i }
	return m
}

var names = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
`);
  const { bytes } = adviceOn(document, 'm');
  t.deepEqual(
    bytes?.map(({ now }) => now.entries),
    [10],
  );
});

test('the fix is the call with the length where the map is made', async (t) => {
  const source = filled('\tfor k, v := range src { m[k] = v }', 'src map[string]int');
  const document = await adviseSource(source);
  const { fix, level, reason } = adviceOn(document, 'm');
  t.is(level, 'warning');
  t.is(reason, 'the loop in line 7 adds one entry for each of len(src)');
  const [edit] = fix?.edits ?? [];
  const whole = `package m\n\n${source}`;
  t.is(whole.slice(edit?.start, edit?.end), 'make(map[string]int)');
  t.is(edit?.text, 'make(map[string]int, len(src))');
});

const unsafe: readonly (readonly [string, string])[] = [
  ['comes from a call', 'for k, v := range source() { m[k] = v }'],
  ['is set between', 'src = source()\n\tfor k, v := range src { m[k] = v }'],
  ['grows in the loop', 'for i := 0; i < len(xs); i++ { m[xs[i]] = i; xs = append(xs, "a") }'],
];
for (const [title, body] of unsafe)
  test(`a hint whose length ${title} has no edit`, async (t) => {
    const document = await adviseSource(
      `${filled(`\t${body}`, 'src map[string]int, xs []string')}\nfunc source() map[string]int { return nil }\n`,
    );
    t.deepEqual(adviceOn(document, 'm').fix?.edits, []);
  });

test('every figure of a hint is that of plan, with and without it', async (t) => {
  const source = `type id [20]byte

type row struct { at time.Time; tags []string; ok bool }

func f(xs map[id]row) map[id]row {
	m := map[id]row{}
	for k, v := range xs { m[k] = v }
	return m
}
`;
  for (const go of ['1.22', '1.23', '1.24', '1.27']) {
    const document = await adviseSource(`package m\n\nimport "time"\n\n${source}`, { go });
    const { bytes } = adviceOn(document, 'm');
    t.deepEqual(
      bytes?.map(({ now }) => now.entries),
      [100, 10_000, 1_000_000],
    );
    for (const { now, advised } of bytes ?? [])
      for (const [cost, hint] of [
        [now, 0],
        [advised, now.entries],
      ] as const) {
        if (cost === null) throw new Error('expected figures of the advised map');
        const { map, entries } = now;
        const plan = planGrowth({
          map,
          key: '[20]byte',
          value: 'struct { at time.Time; tags []string; ok bool }',
          entries,
          hint,
        });
        t.true(map.endsWith(go), map);
        t.deepEqual(
          [
            cost.bytesHeld,
            cost.peakBytesHeld,
            cost.totalBytesAllocated,
            cost.totalAllocations,
            cost.growths,
          ],
          [
            plan.bytesHeld,
            plan.peakBytesHeld,
            plan.totalBytesAllocated,
            plan.totalAllocations,
            plan.growthEvents.length,
          ],
        );
      }
  }
});

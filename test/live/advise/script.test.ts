import test from 'ava';
import type { AdviceDocument } from '../../../src/live/advise/advice-document.ts';
import { advise, type AdviseOptions } from '../../../src/live/advise/advise.ts';
import { planGrowth } from '../../../src/maps/model/plan/plan-growth.ts';
import { goFolder, rulesOf, siteNamed } from './go-folder.ts';

async function adviseScript(
  source: string,
  options: AdviseOptions & { readonly path?: string } = {},
): Promise<AdviceDocument> {
  const { path = 'm.ts', ...rest } = options;
  return await advise(['.'], { cwd: goFolder({ [path]: source }), ...rest });
}

/** A module with one collection, and what it does to it in a function that others call with any key. */
function using(declaration: string, body: string): string {
  return `${declaration}\nexport function look(key, value, other) {\n${body}\n}\n`;
}

test('a collection of a module that is only added to, with keys from outside, is noted and never more', async (t) => {
  for (const source of [
    using('const cache = new Map();', 'const known = cache.get(key); cache.set(key, other());'),
    using('const cache = new Set();', 'if (cache.has(key)) return; cache.add(key);'),
    using('const cache = {};', 'return cache[key] ?? (cache[key] = other());'),
    using('const cache = {};', 'return (cache[`n${key}`] ||= 0);'),
    using('var cache = Object.create(null);', 'if (key in cache) return; cache[key] = 1;'),
    using('let cache = new Map<string, number>();', 'cache!.get(key); (cache as any).set(key, 1);'),
    using('const cache: Record<string, User> = {};', 'cache[key].seen = 1; cache[key] = other();'),
    using(
      'const cache = {} as { [key: string]: User };',
      'for (const k in cache) k; cache[key] = 1;',
    ),
    using('const cache: Partial<Record<number, X>> = {};', 'cache[key] = cache[key];'),
    using('const cache = new Map();', 'other.forEach((k) => { cache.set(k, cache.get(k)); });'),
  ]) {
    const document = await adviseScript(source);
    t.deepEqual(rulesOf(document, 'cache'), ['grows/heuristic'], source);
    t.is(siteNamed(document, 'cache').advice[0]?.level, 'note');
  }
});

test('what deletes, bounds, replaces, exports or hands on a collection silences the note', async (t) => {
  const map = 'const cache = new Map();';
  const write = 'cache.get(key); cache.set(key, other());';
  for (const source of [
    using(map, `${write} cache.delete(other);`),
    using(map, `${write} cache.clear();`),
    using(map, `${write} if (cache.size > 100) cache.delete(cache.keys().next().value);`),
    using('let cache = new Map();', `${write} if (key) cache = new Map();`),
    using(`export ${map}`, write),
    `${using(map, write)}export { cache };`,
    `${using(map, write)}export default cache;`,
    `${using(map, write)}module.exports = { cache };`,
    `${using(map, write)}module.exports.cache = cache;`,
    `${using(map, write)}other(cache);`,
    using(map, `${write} return cache;`),
    using(map, `${write} const again = cache;`),
    using('const cache = {};', 'cache[key] = cache[key]; delete cache[other];'),
    using(
      'const cache = {};',
      'cache[key] = cache[key]; if (Object.keys(cache).length > 9) other();',
    ),
    using('const cache = {};', 'cache[key] = cache[key]; Object.assign(cache, other);'),
    using(map, `${write} cache.patched();`),
    // Never looked at here, so that somebody else must.
    using(map, 'cache.set(key, 1);'),
  ])
    t.deepEqual(rulesOf(await adviseScript(source), 'cache'), [], source);
});

test('keys that the module itself names are no growth', async (t) => {
  const map = 'const cache = new Map();';
  for (const source of [
    using(map, "cache.get('a'); cache.set('a', 1); cache.set(3, 1); cache.set(`b`, 1);"),
    using(map, 'cache.get(key); cache.set(key ? 1 : 2, 1); cache.set(Kind.First, 1);'),
    using(`const name = 'a'; ${map}`, 'cache.get(name); cache.set(name, 1);'),
    using(
      `enum Kind { A, B } const cache = new Map<Kind, number>();`,
      'cache.set(key, cache.get(key));',
    ),
    using(`type Kind = 'a' | 'b'; const cache: Record<Kind, X> = {};`, 'cache[key] = cache[key];'),
    using('const cache = new Map<Imported, number>();', 'cache.set(key, cache.get(key));'),
    // While the module is loaded, by whatever way.
    `${map} for (const key of names) cache.set(key, 1); cache.get(0);`,
    `${map} names.forEach((key) => { cache.set(key, 1); }); cache.get(0);`,
    `${map} (() => { cache.set(key(), 1); })(); cache.get(0);`,
    `${map} function fill(key) { cache.set(key, 1); } fill('a'); fill(other()); cache.get(0);`,
    `${map} const fill = (key) => cache.set(key, 1); export function look() { fill('a'); cache.get(0); }`,
    // Who calls declares.
    `${map} export function registerThing(key, make) { cache.set(key, make()); } cache.get(0);`,
    `${map} export function thing(key, value) { cache.set(key, value); } cache.get(0);`,
    using('const warned = new Set();', 'if (!warned.has(key)) warned.add(key);').replaceAll(
      'warned',
      'warnedOf',
    ),
    using(map, 'if (key < 128) cache.set(key, cache.get(key));'),
    using(
      'const cache = {};',
      'cache.count = cache.count + 1; cache.run(key); return cache.other;',
    ),
  ]) {
    const name = source.includes('warnedOf') ? 'warnedOf' : 'cache';
    t.deepEqual(rulesOf(await adviseScript(source), name), [], source);
  }
});

test('names are followed through scopes, static fields through their class', async (t) => {
  const document = await adviseScript(`
const hidden = new Map<string, number>();
export function look(hidden: Map<string, number>, key: string) { hidden.get(key); hidden.set(key, 1); }
export function local(key: string) { const hidden = new Map(); hidden.get(key); hidden.set(key, 1); }
export function caught(key) { try { key(); } catch (hidden) { hidden.set(key, hidden.get(key)); } }
export function looped(all, key) { for (const hidden of all) hidden.set(key, hidden.get(key)); }
export function counted(key) { for (let hidden = key; ;) hidden.set(key, hidden.get(key)); }
export function hoisted(key) { if (key) { var hidden = key; } hidden.set(key, hidden.get(key)); }
export function named(key) { switch (key) { case 1: function hidden() {} hidden.set(key, hidden.get(key)); } }
const kept = new Map<string, number>();
export const arrow = (key: string) => { { const other = 1; } kept.get(key); kept.set(key, 1); };
export class Registry {
  static #all = new Set<string>();
  private static readonly counts: Record<string, number> = {};
  own = new Map<string, number>();
  static see(id: string) { if (Registry.#all.has(id)) return; this.#all.add(id); Registry.counts[id] = Registry.counts[id] + 1; }
}
export class Open { static open = new Set<string>(); static see(id: string) { Open.open.has(id); Open.open.add(id); } }
export class Other { static #all = new Set<string>(); static see() { return Other.#all; } }
`);
  t.is(siteNamed(document, 'hidden').uses.writes, 0);
  t.deepEqual(rulesOf(document, 'kept'), ['grows/heuristic']);
  t.deepEqual(rulesOf(document, 'counts'), ['grows/heuristic']);
  t.deepEqual(
    document.sites
      .filter(({ name }) => name === '#all')
      .map(({ id, advice }) => [id, advice.length]),
    [
      ['m.ts#Registry.#all', 1],
      ['m.ts#Other.#all', 0],
    ],
  );
  t.false(document.sites.some(({ name }) => name === 'own'));
  t.deepEqual(rulesOf(document, 'open'), []);
});

test('what a Map and a Set cost is what plan says of V8, and an object has no figures', async (t) => {
  const source = `const byName = new Map(); const seen = new Set(); const words = {};
export function look(key) { byName.get(key); byName.set(key, 1); seen.has(key); seen.add(key); words[key] = words[key]; }`;
  const document = await adviseScript(source, { entries: 100_000, path: 'm.mjs' });
  const plan = planGrowth({ map: 'v8', key: 'string', value: 'int64', entries: 100_000 });
  t.like(siteNamed(document, 'byName').advice[0]?.bytes?.[0]?.now, {
    map: 'v8',
    entries: 100_000,
    bytesHeld: plan.bytesHeld,
    peakBytesHeld: plan.peakBytesHeld,
  });
  t.deepEqual(siteNamed(document, 'seen').plan, { map: 'v8', key: 'string', value: 'struct{}' });
  t.is(siteNamed(document, 'words').advice[0]?.bytes, null);
});

test('what people did not write, tests and types are passed over and counted; JSX and what reads in part are not', async (t) => {
  const source = using('const cache = new Map();', 'cache.get(key); cache.set(key, 1);');
  const folder = goFolder({
    'a.jsx': `${source}export const view = () => <b title="x">{cache.get(1)}</b>;\n`,
    'b.tsx': `${source}export const view = <T,>(x: T) => <b>{x}</b>;\n`,
    'c.cts': `${source}export const y = <any>cache.get(1);\n`,
    'part.js': `${source}class { { ;\n`,
    'd.d.ts': 'declare const cache: Map<string, number>;\n',
    'e.test.ts': source,
    'test/deep/f.ts': source,
    'g.min.js': source,
    'h.js': `/* @generated */\n${source}`,
    'i.js': `${source}// ${'x'.repeat(3000)}\n`,
    'node_modules/p/j.js': source,
    '.hidden.js': source,
    'link.js': 'a.jsx',
    'k.js': `${source}// ${'x'.repeat(100)}\n`.padEnd(2 * 2 ** 20 + 1, '\n'),
  });
  const { files, sites } = await advise(['.'], { cwd: folder });
  t.deepEqual(
    [
      files.read,
      files.tests,
      files.generated,
      files.declarations,
      files.modules,
      files.hidden,
      files.symlinks,
      files.large,
    ],
    [4, 2, 3, 1, 1, 1, 1, 1],
  );
  t.deepEqual(files.readInPart, ['part.js']);
  t.deepEqual(
    sites.map(({ path, advice }) => [path, advice.length]),
    [
      ['a.jsx', 1],
      ['b.tsx', 1],
      ['c.cts', 1],
      ['part.js', 1],
    ],
  );
  t.is((await advise(['.'], { cwd: folder, withTests: true })).files.read, 6);
  t.is((await advise(['e.test.ts'], { cwd: folder })).files.read, 1);
});

test('a comment silences the note with a reason, and one that names the most says that it is bounded', async (t) => {
  const body = 'cache.get(key); cache.set(key, 1);';
  const silenced = await adviseScript(
    using('const cache = new Map(); //mapswell:ignore grows one per tenant', body),
  );
  t.deepEqual(
    siteNamed(silenced, 'cache').suppressed.map(({ rule, because }) => [rule, because]),
    [['grows', 'one per tenant']],
  );
  const bounded = await adviseScript(using('//mapswell:max 1e4\nconst cache = new Map();', body));
  t.deepEqual(rulesOf(bounded, 'cache'), []);
  t.deepEqual(bounded.comments, []);
  const asked = await adviseScript(using('const cache = new Map();', body), { rules: ['hint'] });
  t.deepEqual(rulesOf(asked, 'cache'), []);
});

test('a signal ends the work between two files', async (t) => {
  const source = using('const cache = new Map();', 'cache.get(key); cache.set(key, 1);');
  const go = 'package m\n\nvar m = map[string]int{}\n';
  for (const files of [
    { 'a.ts': source, 'b.ts': source },
    { 'a/a.go': go, 'b/b.go': go },
  ]) {
    const controller = new AbortController();
    const ends = advise(['.'], { cwd: goFolder(files), signal: controller.signal });
    controller.abort(new Error('enough'));
    await t.throwsAsync(ends, { message: 'enough' });
  }
});

import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';

const root = new URL('../../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Both names of `a/{b,c}.ts`; what has a star names a folder. */
function pathsOf(pattern: string): readonly string[] {
  const [, before, names, after] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? [];
  if (names !== undefined) return names.split(',').map((name) => `${before}${name}${after}`);
  return [pattern.replace(/\*.*$/, '')];
}

test('every mutant changes what is built, in one place, and its tests are there', (t) => {
  const entries = [
    ...text('tools/mutants.js').matchAll(
      /name: '(.*)',\n\s+file: '(.*)',\n\s+from: ['"](.*)['"],\n\s+to: [^]*?\n\s+tests: '(.*)',/g,
    ),
  ];
  t.true(entries.length >= 12, String(entries.length));
  for (const [, name = '', file = '', from = '', tests = ''] of entries) {
    t.is(text(`dist/src/${file}`).split(from.replaceAll(/\\(['"])/g, '$1')).length, 2, name);
    for (const path of pathsOf(tests)) t.true(existsSync(new URL(path, root)), `${name}: ${path}`);
  }
});

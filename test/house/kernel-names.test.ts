import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import test from 'ava';

const folder = new URL('../../../src/maps/kernel/', import.meta.url);
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts'));

const camelCase = /^[a-z][a-zA-Z0-9]*$/;
const pascalCase = /^[A-Z][a-zA-Z0-9]*$/;
const constantCase = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** What is declared at the margin of a file, and how its name must be written. */
const rules: readonly (readonly [declaration: RegExp, name: RegExp])[] = [
  [/^(?:export )?(?:declare )?function (\w+)/gm, camelCase],
  [/^(?:export )?(?:class|enum) (\w+)/gm, pascalCase],
  [/^(?:export )?const (\w+)/gm, constantCase],
  // Members of an enum have their number.
  [/^ {2}(\w+) = \w/gm, pascalCase],
];

// The linter has no rule for this, and the kernel is no TypeScript that others could check.
test('names in the kernel tell constants, functions, and types apart', (t) => {
  const wrong = files.flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return rules.flatMap(([declaration, name]) =>
      [...text.matchAll(declaration)]
        .map(([, declared = '']) => declared)
        .filter((declared) => !name.test(declared))
        .map((declared) => `${file}: ${declared}`),
    );
  });
  t.deepEqual(wrong, []);
  t.true(files.length > 80);
});

test('no folder of the kernel has more than 15 files', (t) => {
  const counts = new Map<string, number>();
  for (const file of files) {
    const own = dirname(file);
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  t.deepEqual(
    [...counts].filter(([, count]) => count > 15),
    [],
  );
});

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = fileURLToPath(new URL('../../../', import.meta.url));

// The linter has no rule for this. AssemblyScript has its own: test/house/kernel-names.test.ts.
test('constants are camelCase, outside of the kernel and the scanners', (t) => {
  const files = readdirSync(`${root}src`, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !/^maps\/kernel\/|\/scanner\//.test(file));
  const wrong = files.flatMap((file) =>
    [
      ...readFileSync(`${root}src/${file}`, 'utf8').matchAll(
        /^(?:export )?const ([A-Z][A-Z0-9_]+)\b/gm,
      ),
    ].map(([, name = '']) => `${file}: ${name}`),
  );
  t.deepEqual(wrong, []);
  t.true(files.length > 800);
});

test('imports come in one order: modules of Node.js, packages, own files', (t) => {
  const { stderr, status } = spawnSync(process.execPath, ['tools/order-imports.js', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  t.deepEqual([stderr, status], ['', 0]);
});

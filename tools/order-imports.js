// Holds the one order of imports, which no rule of the linter knows: modules of Node.js, packages, then own
// files. Moves whole import lines, keeps their order inside each group, and touches nothing else.
//
//   node tools/order-imports.js            puts them in order
//   node tools/order-imports.js --check    names the files that are not, and ends with 1
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folders = ['src', 'test', 'tools', 'bench', 'examples', 'scenarios'];

/** One import from its first line to its semicolon. */
const oneImport = /^import\s[^;]*?'(?<from>[^']+)';\n/gm;

function groupOf(from) {
  if (from.startsWith('node:')) return 0;
  return from.startsWith('.') ? 2 : 1;
}

function ordered(text) {
  const found = [...text.matchAll(oneImport)];
  const first = found[0];
  if (first === undefined) return text;
  // Only imports that follow each other: whatever stands between two of them keeps its place.
  let end = first.index;
  const block = found.filter((one) => {
    if (one.index !== end) return false;
    end += one[0].length;
    return true;
  });
  const sorted = block.toSorted((a, b) => groupOf(a.groups.from) - groupOf(b.groups.from));
  return text.slice(0, first.index) + sorted.map(([line]) => line).join('') + text.slice(end);
}

const isChecking = process.argv.includes('--check');
const wrong = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((file) => join(folder, String(file)))
    .filter((file) => /\.[jt]s$/.test(file) && !file.includes('node_modules'))
    .filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const right = ordered(text);
      if (right === text) return false;
      if (!isChecking) writeFileSync(join(root, file), right);
      return true;
    }),
);
if (wrong.length > 0 && isChecking) {
  console.error(
    `imports out of order (node tools/order-imports.js orders them):\n${wrong.join('\n')}`,
  );
  process.exitCode = 1;
}

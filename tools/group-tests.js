// Starting a file of tests costs several times what most files do then: a process, AVA in it, and hundreds
// of modules. Files that only compute are put together, some twenty in one file that AVA starts once.
// In it they run one after the other, and their titles begin with the file that they are from.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tests = join(root, 'test');
/** Where the files of `groupTests` lie, below the project's folder. */
export const groupFolder = 'dist/together';
const output = join(root, groupFolder);
/** Besides the one of files that weigh the heap. */
const groups = 11;

/**
 * What programs, threads and clocks do takes its own time, so others go on beside it; what a file changes
 * about its process, others would meet; a scenario that runs measures times; and who looks at the whole
 * heap pays for everything in it.
 */
const needsOwnFile =
  /from 'node:(?:child_process|worker_threads|timers)|\bsetTimeout\b|process\.env\[.*\] = |\bglobalThis\b|\/tiny-scenario\.ts'|getHeapSnapshot|\bcollectGarbage\b/;
/** AVA begins with the tests of a file once it waits for something. */
const waitsAtTop = /^(?:\S.*)?\bawait\b/m;
/**
 * A pass of a native or module target weighs the heap: some hundred full collections, each as long as the heap
 * is large. Such files have a group of their own: among others their heap would be half as large again.
 */
const weighsHeap = /\/(?:native|module)-target\.ts'/;
const relativeImport = /from '(\.[^']+)'/g;

const known = new Map();

/** By its own text or that of the tests' modules that it imports. */
function isAlone(file) {
  const before = known.get(file);
  if (before !== undefined) return before;
  // What it imports in a circle adds nothing.
  known.set(file, false);
  const text = readFileSync(file, 'utf8');
  const alone =
    needsOwnFile.test(text) ||
    waitsAtTop.test(text) ||
    [...text.matchAll(relativeImport)]
      .map(([, name]) => resolve(dirname(file), name))
      .some((imported) => imported.startsWith(tests) && isAlone(imported));
  known.set(file, alone);
  return alone;
}

function wayOf(file) {
  if (isAlone(file)) return 'alone';
  return weighsHeap.test(readFileSync(file, 'utf8')) ? 'weighing' : 'light';
}

function compiled(source) {
  return join(root, 'dist', relative(root, source)).replace(/\.ts$/, '.js');
}

/** Neighbours stay together: they import the same modules. */
function inGroups(files) {
  const size = Math.ceil(files.length / groups);
  return Array.from({ length: Math.ceil(files.length / size) }, (_, index) =>
    files.slice(index * size, (index + 1) * size),
  );
}

/** Test files are copied; all that they import stays the module that it is. */
function copies(grouped) {
  return {
    name: 'copies',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice(6), namespace: 'group' }));
      onLoad({ filter: /.*/, namespace: 'group' }, ({ path }) => ({
        contents: grouped[Number(path)]
          .map((file) => `import ${JSON.stringify(join(root, file))};`)
          .join('\n'),
        resolveDir: root,
      }));
      onResolve({ filter: /^ava$/ }, ({ importer }) => ({ path: importer, namespace: 'ava' }));
      onLoad({ filter: /.*/, namespace: 'ava' }, ({ path }) => {
        const title = relative(tests, path)
          .replace(/\.test\.ts$/, '')
          .replaceAll('/', ' › ');
        return {
          contents: `import { testsOf } from '../../tools/tests-of.js';
            export default testsOf(${JSON.stringify(title)});`,
        };
      });
      onResolve({ filter: /^\./ }, ({ path, resolveDir, namespace }) => {
        const fromGroup =
          namespace === 'ava' ? path : relative(output, compiled(join(resolveDir, path)));
        return { path: fromGroup, external: true };
      });
      onLoad({ filter: /\.test\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replaceAll(
          'import.meta.url',
          JSON.stringify(pathToFileURL(compiled(path)).href),
        ),
        loader: 'ts',
      }));
    },
  };
}

/** All test files, from the project's folder: those that run together, and those that do not. */
export function planGroups() {
  const files = readdirSync(tests, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  const ways = { alone: [], weighing: [], light: [] };
  for (const file of files) ways[wayOf(file)].push(relative(root, file));
  return { together: [...inGroups(ways.light), ways.weighing], alone: ways.alone };
}

/** Writes the groups, and gives the paths of all files that AVA is to run, groups first. */
export async function groupTests() {
  const { together, alone } = planGroups();
  rmSync(output, { recursive: true, force: true });
  await build({
    entryPoints: together.map((_, index) => ({ in: `group:${index}`, out: `${index + 1}.test` })),
    outdir: output,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    plugins: [copies(together)],
  });
  return [...together.map((_, index) => `${groupFolder}/${index + 1}.test.js`), ...alone];
}

// Bundles the command line to dist/bundle, one file for each command and for each program that is started
// beside it: a process that opens two files instead of sixty starts sooner. CommonJS, because there
// what a function imports, packages and parts of Node.js too, is loaded when the function runs. The
// library, its types and `mapswell/register` remain the modules of dist/src.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src');
const commands = join(sources, 'cli/commands');
const output = join(root, 'dist/bundle');
const beside = /new URL\(\s*'([^']+)',\s*import\.meta\.url,?\s*\)|import\.meta\.url/g;

/** The others are loaded seldom, are large, or look for files beside themselves. */
const bundledPackages = new Set([
  'cli-progress',
  'commander',
  'csv-stringify',
  'pidusage',
  'tinybench',
  'zod',
]);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const sourceFiles = readdirSync(sources, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map(({ parentPath, name }) => join(parentPath, name))
  .toSorted((a, b) => a.localeCompare(b));

/** What a command seldom needs and would be most of its file: a file of its own, for all that ask for it. */
const seldom = ['cli/run/run-batches.ts', 'report/comparison/render-comparison.ts'];
const seldomNames = new Map(seldom.map((file) => [join(sources, file), basename(file, '.ts')]));

/** Where the compiled module of a source lies: what it names by `import.meta.url` lies around that. */
function compiled(source) {
  return join(root, 'dist', relative(root, source)).replace(/\.ts$/, '.js');
}

/** The programs that a source starts, named by `new URL`. */
function startedPrograms() {
  const started = sourceFiles.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(beside)]
      .map(([, name]) => name)
      .filter((name) => /-(?:process|worker)\.js$/.test(name ?? ''))
      .map((name) => join(dirname(file), name.replace(/\.js$/, '.ts'))),
  );
  return [...new Set(started)];
}

const programs = startedPrograms();
const programNames = new Map(programs.map((file) => [compiled(file), basename(file, '.ts')]));
if (new Set(programNames.values()).size < programs.length)
  throw new Error(`expected programs of different names, got ${programs.join(', ')}`);

/**
 * Parts of Node.js that take milliseconds to load and are asked seldom: loaded at their first use. Clocks
 * are not among them, because what is measured must not pay for this.
 */
const lateParts =
  /^node:(?:child_process|crypto|fs\/promises|http|https|net|readline|stream|timers\/promises|worker_threads|zlib)$/;

/**
 * At the head of every file: what it requires as `late:NAME` is loaded at its first use. Every file of its own,
 * because programs are started alone.
 */
const head = `const __bundleUrl = require('node:url').pathToFileURL(__filename);
require = ((loaded) => {
  const late = (part) => new Proxy({}, { get: (_, key) => process.getBuiltinModule(part)[key] });
  const required = (name) => (name.startsWith('late:') ? late(name.slice(5)) : loaded(name));
  return Object.assign(required, loaded);
})(require);`.replaceAll(/\n */g, ' ');

/** Chosen by the word of the command line, before anything else is loaded. */
const mainText = `#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandNamed } from './program/command-named.ts';
import { loadBundled } from './program/load-bundled.ts';
import { startCli } from './program/start-cli.ts';

void startCli(async () => {
  const name = commandNamed(process.argv.slice(2)) ?? '';
  const file = join(__dirname, \`command-\${name}.cjs\`);
  const isCommand = /^[a-z]+$/.test(name) && existsSync(file);
  await loadBundled(isCommand ? file : join(__dirname, 'command-help.cjs'), process.env).run();
});
`;

/** @param name of the command */
function commandText(name) {
  return `
import { commandIndex } from '../program/command-index.ts';
import { ${name}Command } from './${name}.ts';
import { runProcess } from '../program/run-process.ts';

const title = commandIndex.find(({ commands }) => Object.hasOwn(commands, '${name}'))?.title ?? '';
export const run = () => runProcess([(context) => ${name}Command(context).helpGroup(title)]);
`;
}

const helpText = `
import { listedCommands } from '../program/command-index.ts';
import { runProcess } from '../program/run-process.ts';

export const run = () => runProcess(listedCommands);
`;

const names = readdirSync(commands)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));
const made = new Map([
  ['main', mainText],
  ['command-help', helpText],
  ['zod', "export * from 'zod';"],
  ['import-module', "export * from '../../base/primitives/input/import-module.ts';"],
  ...names.map((name) => [`command-${name}`, commandText(name)]),
]);

const entries = {
  name: 'entries',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^made:/ }, ({ path }) => ({ path: path.slice(5), namespace: 'made' }));
    onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => ({
      contents: made.get(path),
      loader: 'ts',
      resolveDir: path === 'main' ? dirname(commands) : commands,
    }));
    // Every file has the command that it is for.
    onResolve({ filter: /load-command-builders\.ts$/ }, () => ({
      path: 'none',
      namespace: 'none',
    }));
    onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export {}' }));
    // Three quarters of what most commands need, so it has a file of its own.
    onResolve({ filter: /^zod$/ }, ({ namespace }) =>
      namespace === 'made' ? undefined : { path: './zod.cjs', external: true },
    );
    // What is imported when it is needed is required then: the loader of modules takes longer, and code
    // that was kept knows none.
    onResolve({ filter: /^(?:node:|jiti$)/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'required' } : undefined,
    );
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, kind, resolveDir }) => {
      const name = kind === 'dynamic-import' && seldomNames.get(join(resolveDir, path));
      return name ? { path: `./${name}.cjs`, namespace: 'required' } : undefined;
    });
    onResolve({ filter: /.*/, namespace: 'required' }, ({ path }) =>
      path.startsWith('./') ? { path, external: true } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
      resolveDir: root,
    }));
    onResolve({ filter: /\/import-module\.ts$/ }, ({ namespace }) =>
      namespace === 'made' ? undefined : { path: './import-module.cjs', external: true },
    );
    onResolve({ filter: lateParts }, ({ path, kind }) =>
      kind === 'import-statement' ? { path: `late:${path}`, external: true } : undefined,
    );
    // It starts programs for commands that are files of their own; there are none here.
    onLoad({ filter: /commander[\\/]lib[\\/]command\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        "require('node:child_process')",
        'undefined',
      ),
    }));
    // Messages are English; the other languages are two thirds of the package.
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** A file of the bundle cannot find the neighbours of a source from where it lies. */
function withNeighbours(text, source) {
  const here = pathToFileURL(compiled(source));
  return text.replaceAll(beside, (_, name) => {
    const target = fileURLToPath(new URL(name ?? '', here));
    const program = programNames.get(target);
    const place = program === undefined ? relative(output, target) : `${program}.cjs`;
    const folder = name?.endsWith('/') === true ? '/' : '';
    const url = `new URL('${place}${folder}', __bundleUrl)`;
    return name === undefined ? `${url}.href` : url;
  });
}

/** CommonJS has no `await` outside of functions, and programs export nothing. */
function asFunction(text) {
  const imports = [...text.matchAll(/^import [^;]*;$/gm)].at(-1);
  const end = imports === undefined ? 0 : imports.index + imports[0].length;
  const body = text.slice(end).replaceAll(/^export (?=interface|type )/gm, '');
  if (/^export /m.test(body)) throw new Error('expected a program to export nothing but types');
  return `${text.slice(0, end)} void (async () => {${body}})();`;
}

const sourceTexts = {
  name: 'source-texts',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!path.startsWith(sources)) return undefined;
      const text = withNeighbours(await readFile(path, 'utf8'), path);
      return { contents: programs.includes(path) ? asFunction(text) : text, loader: 'ts' };
    });
  },
};

/** What the licenses of bundled packages ask to be kept. */
function licenses({ inputs }) {
  const bundled = new Set(
    Object.keys(inputs).flatMap(
      (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
    ),
  );
  return [...bundled].toSorted().map((name) => {
    const folder = join(root, 'node_modules', name);
    const text = readdirSync(folder).find((file) => /^license/i.test(file));
    if (text === undefined) throw new Error(`expected ${name} to have a license`);
    return `${name}\n\n${readFileSync(join(folder, text), 'utf8').trim()}\n`;
  });
}

/** Everything that the bundle is made of; most builds touch tests only. */
function stampOf() {
  const hash = createHash('sha256');
  const inputs = [
    ...sourceFiles,
    fileURLToPath(import.meta.url),
    join(root, 'package.json'),
    join(root, 'package-lock.json'),
  ];
  for (const file of inputs) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

const stampFile = join(root, 'dist/.bundle-stamp');
const stamp = stampOf();
if (
  existsSync(join(output, 'main.cjs')) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === stamp
)
  process.exit();

rmSync(output, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [
    ...[...made.keys()].map((name) => ({ in: `made:${name}`, out: name })),
    ...[...seldomNames.keys(), ...programs].map((file) => ({
      in: file,
      out: basename(file, '.ts'),
    })),
  ],
  outdir: output,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  external: Object.keys(manifest.dependencies).filter((name) => !bundledPackages.has(name)),
  banner: { js: head },
  plugins: [entries, sourceTexts],
});
writeFileSync(join(output, 'LICENSES.txt'), licenses(metafile).join('\n'));
chmodSync(join(output, 'main.cjs'), 0o755);
writeFileSync(stampFile, stamp);

// Compiles the AssemblyScript modules to dist/*.wasm: the kernel, the kernel once more with assertions,
// and the scanners of heaps, of the spans of Go's, of records, and of recorded traffic; and writes what TypeScript knows of the kernel. Skips a module when no
// source of it changed, because asc costs seconds and most builds touch TypeScript only.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const interfaceFolder = join(root, 'src/maps/reference/kernel');
const interfaceJson = join(root, 'dist/kernel-interface.json');

const words = (text) => text.split(' ');
const common = words('--runtime stub --enable bulk-memory');
const optimized = words('-O3 --noAssert --uncheckedBehavior always');
// Shared memories must state a maximum; 65,536 pages (4 GiB) is what a 32-bit memory can address.
// The face creates the memory itself, as small as the limits of a cell ask.
const shared = words(
  '--importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 --enable threads --enable simd',
);

const modules = [
  {
    name: 'kernel',
    folder: 'src/maps/kernel',
    flags: [
      ...common,
      ...shared,
      ...optimized,
      '--transform',
      './tools/kernel-interface-transform.js',
    ],
    tools: ['tools/kernel-interface-transform.js', 'tools/kernel-interface.js'],
    outputs: ['kernel-exports.ts', 'kernel-enums.ts', 'kernel-layouts.ts'],
    after: writeInterface,
  },
  {
    // With assertions, and names that make its stacks readable.
    name: 'kernel-debug',
    folder: 'src/maps/kernel',
    flags: [...common, ...shared, ...words('-O2 --debug')],
  },
  {
    name: 'heap-scanner',
    folder: 'src/live/attach/node/scanner',
    flags: [...common, ...optimized, ...words('--initialMemory 1 --enable simd')],
  },
  {
    name: 'span-scanner',
    folder: 'src/live/attach/go/scanner',
    flags: [...common, ...optimized, ...words('--initialMemory 1')],
  },
  {
    name: 'record-scanner',
    folder: 'src/lab/record/stored/scanner',
    // Functions stay apart: V8 optimizes each that is hot, which takes longer than the loops of a large one.
    flags: [...common, ...words('-O1 --noAssert --uncheckedBehavior always --initialMemory 1')],
  },
  {
    name: 'traffic-scanner',
    folder: 'src/lab/traffic/scanner',
    flags: [...common, ...optimized, ...words('--initialMemory 1 --enable simd')],
  },
];

function sourcesOf({ folder, tools = [] }) {
  const files = readdirSync(join(root, folder), { recursive: true }).map(String).toSorted();
  return [
    ...files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file)),
    ...tools,
  ];
}

function stampOf(module) {
  const hash = createHash('sha256').update(module.flags.join(' '));
  for (const file of sourcesOf(module)) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Writes the TypeScript files of the interface that differ from what the kernel is now. */
async function writeInterface() {
  // Not at the top: only a build that compiles needs the formatter.
  const { interfaceFiles } = await import('./kernel-interface.js');
  for (const { name, text } of await interfaceFiles(
    JSON.parse(readFileSync(interfaceJson, 'utf8')),
  )) {
    const file = join(interfaceFolder, name);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  }
}

function compile({ folder, flags }, output) {
  const asc = join(
    dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')),
    'bin/asc.js',
  );
  // Relative to the root: the transform finds files by these names.
  const result = spawnSync(process.execPath, [asc, `${folder}/index.ts`, '-o', output, ...flags], {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, KERNEL_INTERFACE: interfaceJson },
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

async function build(module) {
  const output = join(root, `dist/${module.name}.wasm`);
  const stampFile = join(root, `dist/.${module.name}-stamp`);
  const current = stampOf(module);
  const written = (module.outputs ?? []).map((name) => join(interfaceFolder, name));
  const isBuilt = [output, stampFile, ...written].every((file) => existsSync(file));
  if (isBuilt && readFileSync(stampFile, 'utf8') === current) return;
  mkdirSync(dirname(output), { recursive: true });
  compile(module, output);
  await module.after?.();
  writeFileSync(stampFile, current);
}

for (const module of modules) await build(module);

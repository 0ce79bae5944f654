// Compiles the two AssemblyScript modules, the kernel and the scanner of heaps, to dist/*.wasm; skips
// one when no source of it changed, because asc costs about two seconds and most builds touch
// TypeScript only.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const optimized = [
  '--runtime',
  'stub',
  '--enable',
  'bulk-memory',
  '-O3',
  '--noAssert',
  '--uncheckedBehavior',
  'always',
];

const modules = [
  {
    name: 'kernel',
    folder: join(root, 'src/maps/kernel'),
    // Shared memories must state a maximum; 65,536 pages (4 GiB) is what a 32-bit memory can address.
    // The face creates the memory itself, as small as the limits of a cell ask.
    flags: [
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
      '--enable',
      'threads',
      '--enable',
      'simd',
      ...optimized,
    ],
  },
  {
    name: 'heap-scanner',
    folder: join(root, 'src/live/attach/node/scanner'),
    flags: ['--initialMemory', '1', ...optimized],
  },
];

function stampOf({ folder, flags }) {
  const hash = createHash('sha256').update(flags.join(' '));
  for (const file of readdirSync(folder, { recursive: true }).map(String).toSorted())
    if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex');
}

function build(module) {
  const output = join(root, `dist/${module.name}.wasm`);
  const stampFile = join(root, `dist/.${module.name}-stamp`);
  const current = stampOf(module);
  const isBuilt = existsSync(output) && existsSync(stampFile);
  if (isBuilt && readFileSync(stampFile, 'utf8') === current) return;
  mkdirSync(dirname(output), { recursive: true });
  const asc = join(
    dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')),
    'bin/asc.js',
  );
  const result = spawnSync(
    process.execPath,
    [asc, join(module.folder, 'index.ts'), '--outFile', output, ...module.flags],
    { stdio: 'inherit', cwd: root },
  );
  if (result.status !== 0) process.exit(result.status ?? 1);
  writeFileSync(stampFile, current);
}

for (const module of modules) build(module);

// Compiles src/maps/kernel (AssemblyScript) to dist/kernel.wasm; skips when no kernel source changed,
// because asc costs about two seconds and most builds touch TypeScript only.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kernelFolder = join(root, 'src/maps/kernel');
const output = join(root, 'dist/kernel.wasm');
const stampFile = join(root, 'dist/.kernel-stamp');

// Shared memories must state a maximum; 65,536 pages (4 GiB) is what a 32-bit memory can address.
// The face creates the memory itself, as small as the limits of a cell ask.
const flags = [
  '--runtime',
  'stub',
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
  '--enable',
  'bulk-memory',
  '-O3',
  '--noAssert',
  '--uncheckedBehavior',
  'always',
];

function stamp() {
  const hash = createHash('sha256').update(flags.join(' '));
  for (const file of readdirSync(kernelFolder, { recursive: true }).map(String).toSorted())
    if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(kernelFolder, file)));
  return hash.digest('hex');
}

const current = stamp();
if (!existsSync(output) || !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== current) {
  mkdirSync(dirname(output), { recursive: true });
  const asc = join(
    dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')),
    'bin/asc.js',
  );
  const result = spawnSync(
    process.execPath,
    [asc, join(kernelFolder, 'index.ts'), '--outFile', output, ...flags],
    { stdio: 'inherit', cwd: root },
  );
  if (result.status !== 0) process.exit(result.status ?? 1);
  writeFileSync(stampFile, current);
}

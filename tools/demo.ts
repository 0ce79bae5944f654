// npm run demo [-- go] [TIME]: starts a small service whose session map fills, and attaches to it from
// outside for a minute. Needs neither root nor Go; with `go` the service is a Go program.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { findGo } from '../src/lab/subjects/go/find-go.ts';
import { cacheFolder } from '../src/lab/subjects/go/cache-folder.ts';
import { goEnvironment } from '../src/lab/subjects/go/go-toolchain.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'examples/sessions');
const words = process.argv.slice(2);
const time = words.find((word) => word !== 'go') ?? '60s';

const attachFlags = '--serve 127.0.0.1:0 --limit 256MiB --min-bytes 64KiB --for'
  .split(' ')
  .concat(time);

/** The path of the Go service, built into a folder. */
async function buildGoService(folder: string): Promise<string> {
  const go = await findGo({ env: process.env });
  if (go === null) throw new Error('expected a Go toolchain for "go", found none');
  const program = join(folder, 'sessions');
  const { status } = spawnSync(go.program, ['build', '-o', program, join(examples, 'main.go')], {
    stdio: 'inherit',
    env: goEnvironment(process.env, go.root, cacheFolder(process.env)),
  });
  if (status !== 0) throw new Error(`${go.version} cannot build the service`);
  return program;
}

async function startService(folder: string): Promise<ChildProcess> {
  const [program, ...args] = words.includes('go')
    ? [await buildGoService(folder)]
    : [process.execPath, join(examples, 'service.mjs')];
  const service = spawn(program ?? '', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  if (service.stdout === null) throw new Error('the service has no output');
  await once(service.stdout, 'data');
  return service;
}

const folder = mkdtempSync(join(tmpdir(), 'mapswell-demo-'));
let service: ChildProcess | null = null;
try {
  service = await startService(folder);
  process.stdout.write(
    `A service runs as process ${service.pid}: 1,000 logins a second, and no session ever ends.\n` +
      'Its map doubles half a minute from now. Open the address below to see it on a page.\n\n',
  );
  const attach = spawn(
    process.execPath,
    [join(root, 'dist/bundle/main.cjs'), 'attach', String(service.pid), ...attachFlags],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  // Ctrl-C reaches both; what is said about the end is its to say.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const [exitCode] = await once(attach, 'exit');
  process.exitCode = typeof exitCode === 'number' ? exitCode : 1;
} finally {
  service?.kill();
  rmSync(folder, { recursive: true, force: true });
}

import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { cacheFolder } from '../../../src/lab/subjects/go/cache-folder.ts';
import { runProgram } from '../../../src/lab/sandbox/program/run-program.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const fixtures = fileURLToPath(new URL('../../../../test/fixtures/contract/', import.meta.url));

/**
 * A service that counts its map under names of its own. prom-client has one format at a time, and Debian's
 * client_golang an OpenMetrics older than 1.0.
 */
const contractOf = (command: string): string => `contract: { name: cache, version: 1.0.0 }
start:
  command: ${command}
  url: http://127.0.0.1:\${port}
  ready: { path: /healthz, within: 30s }
metrics:
  formats: [text]
  require:
    - { name: cache_entries, type: gauge }
    - { name: cache_writes_total, type: counter }
    - { name: cache_growths_total, type: counter }
drive:
  request: { path: /put, line: 'key \${i}' }
  metrics: { entries: cache_entries, growths: cache_growths_total, writes: cache_writes_total }
  expect: [entries, counters, growth-metric, fresh]
`;

async function check(t: ExecutionContext, command: string): Promise<readonly [number, string]> {
  const cwd = temporaryFolder('other-service');
  writeFileSync(join(cwd, 'mapswell.contract.yaml'), contractOf(command));
  const env = { PATH: process.env['PATH'] };
  const io = fakeIo(['contract', 'check', '--start', '--format', 'json'], { cwd, env });
  const exitCode = await runCli(io);
  t.log(io.errors);
  return [exitCode, io.output];
}

async function holds(t: ExecutionContext, command: string): Promise<void> {
  const [exitCode, output] = await check(t, command);
  t.is(exitCode, 0, output);
  for (const rule of ['exposition', 'counters', 'growth-metric', 'fresh'])
    t.regex(output, new RegExp(`"rule": "${rule}"`), rule);
  t.is(JSON.parse(output).driven.growths, 3);
}

test('a service with prom-client keeps a contract in its own names', async (t) => {
  await holds(t, `exec ${process.execPath} ${join(fixtures, 'prom-client-service.mjs')}`);
});

const libraries = '/usr/share/gocode';
const debianGo = '/usr/bin/go';

/** Built by Debian's Go with Debian's libraries, once for all runs on this machine. */
async function goService(t: ExecutionContext): Promise<string | null> {
  const library = 'src/github.com/prometheus/client_golang';
  if (!existsSync(debianGo) || !existsSync(join(libraries, library))) {
    skipLoudly(t, 'no golang-github-prometheus-client-golang-dev');
    return null;
  }
  const folder = join(cacheFolder(process.env), 'go-contract');
  const program = join(folder, 'service');
  mkdirSync(folder, { recursive: true });
  const built = `${program}.${process.pid}`;
  const { exitCode, stderrTail } = await runProgram({
    program: debianGo,
    arguments: ['build', '-o', built, join(fixtures, 'go-service/main.go')],
    folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      GO111MODULE: 'off',
      GOPATH: libraries,
      GOFLAGS: '',
      GOCACHE: join(folder, 'cache'),
    },
    timeLimitMs: 600_000,
  });
  if (exitCode !== 0) throw new Error(`cannot build the service: ${stderrTail}`);
  renameSync(built, program);
  return program;
}

test('a Go service with client_golang keeps a contract in its own names', async (t) => {
  t.timeout(600_000);
  const program = await goService(t);
  if (program !== null) await holds(t, `exec ${program} 127.0.0.1:\${port}`);
});

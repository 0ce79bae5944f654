import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import type { MapsLook } from '../../../../src/live/attach/follow/followed.ts';
import { FollowedProcess } from '../../../../src/live/attach/follow/followed-process.ts';
import { skipLoudly } from '../../../support/skip-loudly.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

// Programs that nobody here wrote.

const compiler = fileURLToPath(
  new URL('../../../../../node_modules/@typescript/typescript-linux-x64/lib/tsc', import.meta.url),
);
const prometheus = '/usr/bin/prometheus';
const alertmanager = '/usr/bin/prometheus-alertmanager';
const knip = fileURLToPath(
  new URL('../../../../../node_modules/knip/bin/knip.js', import.meta.url),
);

async function run(
  t: ExecutionContext,
  program: string,
  words: readonly string[],
  { folder = '.', isHeard = false } = {},
): Promise<ChildProcess> {
  const stderr = isHeard ? 'pipe' : 'ignore';
  const child = spawn(program, words, { cwd: folder, stdio: ['ignore', 'ignore', stderr] });
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await once(child, 'spawn');
  return child;
}

/** Looks until a look shows what is waited for: the program may be at its start. */
async function lookUntil(
  t: ExecutionContext,
  pid: number,
  isThere: (look: MapsLook) => boolean,
): Promise<{ readonly followed: FollowedProcess; readonly look: MapsLook }> {
  const options = {
    minBytes: 1024,
    rescanMs: 0,
    limitBytes: 2 ** 31,
    calibration: null,
    hearsGrowths: false,
  };
  const followed = await FollowedProcess.open(pid, options);
  t.teardown(() => followed.close());
  for (;;) {
    const look = await followed.look();
    if (look.kind === 'over') throw new Error(`the program has ${look.ending}`);
    if (isThere(look)) return { followed, look };
    await wait(1000);
  }
}

test('tsc --watch of TypeScript 7, a stripped Go program, shows its maps with their types', async (t) => {
  if (!existsSync(compiler)) {
    skipLoudly(t, 'no TypeScript 7 for this machine');
    return;
  }
  const folder = temporaryFolder('tsc');
  writeFileSync(join(folder, 'tsconfig.json'), '{ "files": ["a.ts"] }');
  writeFileSync(join(folder, 'a.ts'), 'export const a: readonly number[] = [1];\n');
  const child = await run(t, compiler, ['--watch', '--noEmit', '-p', folder]);
  const files = 'map[tspath.Path]*ast.SourceFile';
  const { followed, look } = await lookUntil(t, child.pid ?? -1, ({ maps }) =>
    maps.some(({ map }) => map.type === files && map.figures.entries > 20),
  );
  t.is(followed.open.runtime, 'go');
  t.regex(followed.process.version, /^go1\.\d+\.\d+/);
  const found = look.maps.filter(({ map }) => map.type === files);
  for (const { map, next } of found) {
    t.true(map.figures.entries <= map.figures.capacityEntries);
    t.true((next?.atEntries ?? 0) > map.figures.entries);
    t.true((next?.peakBytes ?? 0) > map.figures.bytes.held);
    t.true(next?.fits);
  }
  // A name that stands for a type is one of the program's own.
  t.true(look.maps.every(({ map }) => map.type === null || map.type.startsWith('map[')));
});

test('Prometheus as Debian has it is looked at without a right and goes on', async (t) => {
  if (!existsSync(prometheus)) {
    skipLoudly(t, 'no Prometheus');
    return;
  }
  const folder = temporaryFolder('prometheus');
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, 'global: { scrape_interval: 1s }\n');
  const child = await run(t, prometheus, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ]);
  const { followed, look } = await lookUntil(t, child.pid ?? -1, ({ maps }) => maps.length > 10);
  t.is(followed.open.runtime, 'go');
  for (const { map } of look.maps) {
    const { entries, bytes } = map.figures;
    t.true(entries >= 0 && bytes.held >= 1024 && bytes.held < 2 ** 28);
    t.true(map.type === null || map.type.startsWith('map['));
  }
  t.is(child.exitCode, null);
});

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('nobody hears the program');
  for await (const line of createInterface({ input: child.stderr })) {
    const [, address] = /Listening on" address=(\S+)/.exec(line) ?? [];
    if (address === undefined) continue;
    child.stderr.resume();
    return `http://${address}`;
  }
  throw new Error('the program ended');
}

test('Alertmanager as Debian has it holds as many alerts as were sent to it', async (t) => {
  if (!existsSync(alertmanager)) {
    skipLoudly(t, 'no Alertmanager');
    return;
  }
  const folder = temporaryFolder('alertmanager');
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(config, 'route: { receiver: none }\nreceivers: [{ name: none }]\n');
  const words = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    '--cluster.listen-address=',
  ];
  const child = await run(t, alertmanager, words, { isHeard: true });
  const address = await addressOf(child);
  const alerts = Array.from({ length: 1500 }, (_, index) => ({
    labels: { alertname: `alert-${index}` },
  }));
  const send = async (count: number): Promise<void> => {
    const response = await fetch(`${address}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts.slice(0, count)),
    });
    t.is(response.status, 200);
  };
  const type = 'map[model.Fingerprint]*types.Alert';
  const ofAlerts = ({ maps }: MapsLook, count: number): MapsLook['maps'] =>
    maps.filter(
      ({ map }) =>
        (map.type === type || map.candidateTypes.includes(type)) && map.figures.entries === count,
    );
  await send(1500);
  const { followed, look } = await lookUntil(
    t,
    child.pid ?? -1,
    (now) => ofAlerts(now, 1500).length > 0,
  );
  t.is(followed.open.runtime, 'go');
  for (const { map, next } of ofAlerts(look, 1500)) {
    // 13 entries for each two of 256 buckets; keys and pointers of 8 bytes, so 144 bytes a bucket.
    t.is(map.figures.capacityEntries, 1664);
    t.is(next?.atEntries, 1665);
    t.true(map.figures.bytes.current >= 256 * 144);
    t.true(map.figures.bytes.current < 2 * 256 * 144);
  }
  t.is(child.exitCode, null);
});

/** Entries, capacity and bytes by the name of the map. */
function figuresByName({ maps }: MapsLook): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    maps.map(({ map: { name, figures: of } }) => [
      name ?? '',
      [of.entries, of.capacityEntries, of.bytes.current],
    ]),
  );
}

test('knip --watch, a Node.js program from npm, names the Maps of the files that it knows', async (t) => {
  const folder = temporaryFolder('knip');
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "watched", "main": "src/index.ts" }');
  writeFileSync(join(folder, 'tsconfig.json'), '{}');
  const writeModules = (count: number): void => {
    const names = Array.from({ length: count }, (_, index) => `m${index}`);
    for (const name of names) {
      writeFileSync(join(folder, 'src', `${name}.ts`), `export const ${name} = 1;\n`);
    }
    const imports = names.map((name) => `import { ${name} } from './${name}.ts';\n`).join('');
    writeFileSync(join(folder, 'src', 'index.ts'), `${imports}console.log(${names.join(', ')});\n`);
  };
  writeModules(300);
  const child = await run(t, process.execPath, [knip, '--watch'], { folder });
  const hashes = 'SourceFileManager.rawContentHashes';
  const workspaces = 'ConfigurationChief.workspaceByFileCache';
  const files = 'ProjectPrincipal.projectPaths';
  const { followed, look } = await lookUntil(
    t,
    child.pid ?? -1,
    (now) => figuresByName(now)[files]?.[0] === 301,
  );
  t.is(followed.open.runtime, 'node');
  t.is(followed.process.version, process.version);
  t.deepEqual(figuresByName(look)[hashes], [301, 512, 14_376]);
  t.deepEqual(figuresByName(look)[workspaces], [301, 512, 14_376]);
  t.deepEqual(figuresByName(look)[files], [301, 512, 10_280]);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import {
  FollowedProcess,
  type MapsLook,
} from '../../../../src/live/attach/follow/followed-process.ts';
import { skipLoudly } from '../../../support/skip-loudly.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

// Programs that nobody here wrote.

const compiler = fileURLToPath(
  new URL('../../../../../node_modules/@typescript/typescript-linux-x64/lib/tsc', import.meta.url),
);
const prometheus = '/usr/bin/prometheus';

async function run(
  t: ExecutionContext,
  program: string,
  ...words: string[]
): Promise<ChildProcess> {
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'ignore'] });
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
  const child = await run(t, compiler, '--watch', '--noEmit', '-p', folder);
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
  const child = await run(
    t,
    prometheus,
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  );
  const { followed, look } = await lookUntil(t, child.pid ?? -1, ({ maps }) => maps.length > 10);
  t.is(followed.open.runtime, 'go');
  for (const { map } of look.maps) {
    const { entries, bytes } = map.figures;
    t.true(entries >= 0 && bytes.held >= 1024 && bytes.held < 2 ** 28);
    t.true(map.type === null || map.type.startsWith('map['));
  }
  t.is(child.exitCode, null);
});

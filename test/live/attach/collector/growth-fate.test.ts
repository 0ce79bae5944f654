import { spawn } from 'node:child_process';
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import type { MapsLook } from '../../../../src/live/attach/follow/followed.ts';
import { FollowedProcess } from '../../../../src/live/attach/follow/followed-process.ts';
import { ProcessView } from '../../../../src/live/attach/serve/process-view.ts';
import { goHere } from '../../../support/go-here.ts';
import { goLiveProgram, LiveGoProgram } from '../../../support/go-live.ts';
import { NodeProgram } from '../../../support/node-programs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const options = {
  minBytes: 4096,
  rescanMs: 600_000,
  limitBytes: 2 ** 30,
  calibration: null,
  hearsGrowths: false,
};

async function looked(followed: FollowedProcess): Promise<MapsLook> {
  const look = await followed.look();
  if (look.kind !== 'maps') throw new Error('the program has ended');
  return look;
}

for (const minor of [22, 27]) {
  test(`each growth of a map of Go 1.${minor} says what becomes of its old table, beside the log of the collector`, async (t) => {
    const go = await goHere(t, minor);
    if (go === null) return;
    const log = join(temporaryFolder('gctrace'), 'log');
    // As in a container, a shell becomes the program: the log counts from where that began.
    const words = ['-c', 'sleep 0.5; exec "$0"', await goLiveProgram(go, 'collector')];
    const child = spawn('/bin/sh', words, {
      stdio: ['pipe', 'pipe', openSync(log, 'w')],
      env: { ...process.env, GODEBUG: 'gctrace=1' },
    });
    t.teardown(() => child.kill('SIGKILL'));
    const program = new LiveGoProgram(child);
    await program.line();
    // From here on a cycle comes when it is asked for.
    await program.ask('percent -1');
    await program.ask('fill 13312');
    const followed = await FollowedProcess.open(program.pid, { ...options, gcTrace: log });
    t.teardown(() => followed.close());
    const view = new ProcessView(followed.process, 'go');
    const look = async (): Promise<MapsLook> => {
      const seen = await looked(followed);
      view.take(seen);
      return seen;
    };
    const first = await look();
    t.true((first.collector?.heapBytes ?? 0) > 100_000);
    t.is(first.collector?.goalBytes, null, 'GOGC is off');
    await program.ask(minor < 24 ? 'fill 13313' : 'fill 26624');
    const grown = await look();
    const growth = grown.events.find(({ kind }) => kind === 'growth');
    const isClassic = minor < 24;
    const state = isClassic ? 'in-use' : 'garbage';
    const oldTable = growth?.kind === 'growth' ? (growth.oldTable ?? null) : null;
    t.is(oldTable?.state, state);
    if (isClassic) t.like(oldTable, { tables: 1, bytes: 319_488 });
    else t.true((oldTable?.tables ?? 0) > 1);
    t.is(view.maps[0]?.growths[0]?.oldTable?.state, state);
    if (isClassic) {
      // Moving is done well before the next growth.
      await program.ask('fill 20000');
      const moved = await look();
      t.like(
        moved.events.find(({ kind }) => kind === 'old-table'),
        { fate: { state: 'garbage', bytes: 319_488 } },
      );
      t.is([...moved.oldTables.values()][0]?.state, 'garbage');
    }
    const before = grown.collector?.cycles ?? -1;
    await program.ask('gc');
    const swept = await look();
    // A collection that the program asks for is swept before it goes on.
    const became = swept.events.find(({ kind }) => kind === 'old-table');
    t.like(became, {
      fate: { state: 'swept', sweptByCycle: { notBefore: before + 1, notAfter: before + 1 } },
    });
    t.is(swept.oldTables.size, 0);
    t.is(view.maps[0]?.growths[0]?.oldTable?.state, 'swept');
    t.like(swept.told.find(({ type }) => type === 'mapswell.map.old-table.v1')?.data, {
      state: 'swept',
      growthSeenAt: new Date(growth?.map.atMs ?? 0).toISOString(),
    });
    // The log tells of the same cycles, and when each of them ended.
    t.is(swept.cycles.at(-1)?.number, swept.collector?.cycles ?? -1);
    t.true(swept.cycles.at(-1)?.isForced);
    const endedAtMs = view.cycleEndsMs.at(-1) ?? 0;
    t.true(endedAtMs > grown.atMs - 100 && endedAtMs < swept.atMs + 100);
    // That of another program is refused.
    const other = join(temporaryFolder('gctrace'), 'log');
    writeFileSync(
      other,
      'gc 900 @1.0s 0%: 0.1+1+0.1 ms clock, 0.2+0/1/1+0.1 ms cpu, 4->4->1 MB, 4 MB goal, 2 P\n',
    );
    const wrong = await FollowedProcess.open(program.pid, { ...options, gcTrace: other });
    t.teardown(() => wrong.close());
    await t.throwsAsync(wrong.look(), {
      message: /^expected --gctrace to be the log of process \d+ .* cycles, got one with cycle 900/,
    });
  });
}

test('the old table of a Map is garbage until a collection of V8 has taken it', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('gc');
  const followed = await FollowedProcess.open(program.pid, { ...options, minBytes: 100_000 });
  t.teardown(() => followed.close());
  const first = await looked(followed);
  const { collector } = first;
  t.true((collector?.majorCycles ?? 0) >= 1);
  const large = collector?.spaces.find(({ name }) => name === 'large_object_space');
  t.true((large?.bytes ?? 0) > 28 * 131_072);
  t.is(
    collector?.heapBytes,
    collector?.spaces.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  await program.ask('grow');
  const grown = await looked(followed);
  const growth = grown.events.find(
    ({ kind, map }) => kind === 'growth' && map.name === 'Service.sessions',
  );
  const fate = growth?.kind === 'growth' ? (growth.oldTable ?? null) : null;
  // The collector takes old tables when it likes, so that some or all may be gone already.
  t.is(fate?.state ?? 'swept', fate === null ? 'swept' : 'garbage');
  await program.ask('gc');
  const swept = await looked(followed);
  t.true((swept.collector?.cycles ?? 0) > (grown.collector?.cycles ?? Number.POSITIVE_INFINITY));
  t.is(swept.oldTables.size, 0);
  if (fate === null) return;
  const became = swept.events.find(
    ({ kind, map }) => kind === 'old-table' && map.name === 'Service.sessions',
  );
  const sweptByCycle = became?.kind === 'old-table' ? became.fate.sweptByCycle : null;
  t.true((sweptByCycle?.notAfter ?? Number.POSITIVE_INFINITY) <= (swept.collector?.cycles ?? 0));
});

test('a log of a Go program is refused beside Node.js', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  await t.throwsAsync(FollowedProcess.open(program.pid, { ...options, gcTrace: '-' }), {
    message: /^expected process \d+ to run a Go program for --gctrace, got Node\.js$/,
  });
});

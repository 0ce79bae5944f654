import test, { type ExecutionContext } from 'ava';
import type { GoAttachment } from '../../../../src/live/attach/go/go-attachment.ts';
import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { goHere } from '../../../support/go-here.ts';
import {
  goLiveProgram,
  type GoVariant,
  type LiveGoProgram,
  plainBuild,
  startGoLive,
  strippedBuild,
  wantsAllBuilds,
} from '../../../support/go-live.ts';

const minors = wantsAllBuilds ? [19, 22, 23, 24, 25, 26, 27] : [22, 27];

interface Collector {
  readonly program: LiveGoProgram;
  readonly attachment: GoAttachment;
}

async function openCollector(
  t: ExecutionContext,
  minor: number,
  variant: GoVariant,
): Promise<Collector | null> {
  const go = await goHere(t, minor);
  if (go === null) return null;
  const program = await startGoLive(t, await goLiveProgram(go, 'collector', variant));
  const attachment = openGoProcess(identifyProcess(program.pid));
  t.teardown(() => attachment.close());
  return { program, attachment };
}

function at(maps: readonly LiveMap[], addresses: readonly string[]): readonly LiveMap[] {
  const wanted = new Set(addresses.map(Number));
  return maps.filter(({ address }) => wanted.has(Number(address)));
}

for (const minor of minors) {
  for (const [name, variant] of [
    ['', plainBuild],
    ['stripped ', strippedBuild],
  ] as const) {
    test(`the counters of a ${name}program built by Go 1.${minor} are those that it reads itself`, async (t) => {
      const collector = await openCollector(t, minor, variant);
      if (collector === null) return;
      const { program, attachment } = collector;
      const compare = async (goalError = 0): Promise<void> => {
        await program.ask('gc');
        const seen = attachment.runtimeCounters();
        const said: Record<string, number> = JSON.parse(await program.ask('stats'));
        t.is(seen?.cycles, said['cycles']);
        t.is(seen?.isMarking, false);
        const goal = said['goal'] ?? 0;
        const isNone = goal > 2 ** 62;
        t.is(seen?.heapGoalBytes === null, isNone);
        if (!isNone) t.true(Math.abs((seen?.heapGoalBytes ?? 0) - goal) <= goalError);
        // Between the two looks the program allocates a little to answer.
        t.true(Math.abs((seen?.heapInUseBytes ?? 0) - (said['inUse'] ?? 0)) <= 65_536);
        t.true(Math.abs((seen?.heapLiveBytes ?? 0) - (said['alloc'] ?? 0)) <= 262_144);
      };
      await compare();
      t.is(attachment.runtimeCounters()?.gcPercent, 100);
      t.is(attachment.runtimeCounters()?.memoryLimitBytes, null);
      await program.ask('keep 3000');
      await compare();
      await program.ask('limit 40000000');
      t.is(attachment.runtimeCounters()?.memoryLimitBytes, 40_000_000);
      // Under a limit the goal moves with every allocation.
      await compare(65_536);
      await program.ask('limit 9223372036854775807');
      await program.ask('percent -1');
      await compare();
      t.is(attachment.runtimeCounters()?.gcPercent, null);
    });
  }

  test(`maps that nobody holds are not counted as live in Go 1.${minor}`, async (t) => {
    const collector = await openCollector(t, minor, plainBuild);
    if (collector === null) return;
    const { program, attachment } = collector;
    const kept: string[] = JSON.parse(await program.ask('keep 500'));
    await program.ask('gc');
    // What is allocated while a cycle marks outlives that cycle.
    await program.ask('percent -1');
    const dropped: string[] = JSON.parse(await program.ask('drop 2000'));
    const before = await attachment.discover();
    t.true(
      at(before, kept).length === 500 &&
        at(before, kept).every(({ isReferenced }) => isReferenced === true),
    );
    // A cycle may have come in between, which some of them did not outlive.
    t.deepEqual(
      at(before, dropped).filter(({ isReferenced }) => isReferenced !== null),
      [],
    );
    await program.ask('gc');
    const again = await attachment.refresh(before);
    t.is(at(again, kept).length, 500);
    t.deepEqual(at(again, dropped), [], 'the fast lane misses them after a cycle');
    const after = await attachment.discover();
    t.is(at(after, kept).length, 500);
    t.deepEqual(at(after, dropped), []);
  });

  test(`an old table is in use, then garbage, then swept by the next cycle of Go 1.${minor}`, async (t) => {
    const collector = await openCollector(t, minor, plainBuild);
    if (collector === null) return;
    const { program, attachment } = collector;
    await program.ask('percent -1');
    const [address = ''] = (await program.ask('fill 13312')).split(' ');
    const look = async (command: string): Promise<void> => {
      await program.ask(command);
      const known = at(await attachment.refresh([...(await attachment.discover())]), [address]);
      t.is(known.length, 1);
    };
    await look('gc');
    t.deepEqual(attachment.oldTables(), []);
    const cycles = attachment.runtimeCounters()?.cycles ?? -1;
    if (minor < 24) {
      await look('fill 13313');
      const [growing] = attachment.oldTables();
      t.is(growing?.state, 'in-use');
      t.is(growing?.bytes, 319_488);
    }
    await look('fill 26624');
    const garbage = attachment.oldTables();
    t.true(garbage.length > 0);
    for (const { state, garbageSinceCycle, sweptByCycle, mapAddress } of garbage) {
      t.deepEqual([state, garbageSinceCycle, sweptByCycle], ['garbage', cycles, null]);
      t.is(mapAddress, Number(address));
    }
    await look('gc');
    const swept = attachment.oldTables();
    t.is(swept.length, garbage.length);
    for (const { state, sweptByCycle } of swept) {
      t.deepEqual(
        [state, sweptByCycle],
        ['swept', { notBefore: cycles + 1, notAfter: cycles + 1 }],
      );
    }
  });
}

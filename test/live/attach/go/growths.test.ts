import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import type { GoAttachment } from '../../../../src/live/attach/go/go-attachment.ts';
import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import { ProbeLines } from '../../../../src/live/attach/go/probes/probe-lines.ts';
import { probeSite } from '../../../../src/live/attach/go/probes/probe-site.ts';
import { openTracefs } from '../../../../src/live/attach/go/probes/tracefs.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { MapFigures } from '../../../../src/maps/figures/map-figures.ts';
import { copyExecutable } from '../../../support/copy-executable.ts';
import { goHere } from '../../../support/go-here.ts';
import {
  goLiveProgram,
  type LiveGoProgram,
  startGoLive,
  wantsAllBuilds,
} from '../../../support/go-live.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { probesHere } from '../../../support/tracefs-here.ts';
import type { ZooFact } from './zoo-truth.ts';

const mostStarts = 300;

/** An executable of its own: the kernel counts the hits of all processes that run one. */
async function startZoo(t: ExecutionContext, minor?: number): Promise<LiveGoProgram | null> {
  if (!probesHere(t)) return null;
  const go = await goHere(t, minor);
  if (go === null) return null;
  const path = join(temporaryFolder('growths'), 'zoo');
  copyExecutable(await goLiveProgram(go, 'zoo'), path);
  return startGoLive(t, path);
}

async function figuresOf(attachment: GoAttachment): Promise<ReadonlyMap<number, MapFigures>> {
  const maps = await attachment.discover();
  return new Map(maps.map(({ address, figures }) => [Number(address), figures]));
}

function slotsOf(figures: MapFigures | undefined): number {
  return figures?.tables?.[0]?.slots ?? 8;
}

/** Growths of each kind that lie between two looks, as `double 8>16`. */
function growthsBetween(
  before: MapFigures | undefined,
  after: MapFigures,
  isSwiss: boolean,
): readonly string[] {
  const grown: string[] = [];
  const grow = (kind: string, from: number, to: number): void => {
    for (let size = from; size < to; size *= 2) grown.push(`${kind} ${size}>${2 * size}`);
  };
  if (!isSwiss) {
    grow('double', before?.buckets ?? 1, after.buckets);
    return grown;
  }
  grow('table-growth', slotsOf(before), slotsOf(after));
  const splits = (after.tables?.length ?? 1) - (before?.tables?.length ?? 1);
  return [...grown, ...Array.from({ length: splits }, () => 'split 1024>2048')];
}

for (const minor of wantsAllBuilds ? [19, 22, 23, 24, 25, 26, 27] : [undefined])
  test.serial(
    `every growth of Go 1.${minor ?? '*'} is heard once, at its insert, with type and stack`,
    async (t) => {
      const program = await startZoo(t, minor);
      if (program === null) return;
      const attachment = openGoProcess(identifyProcess(program.pid));
      t.teardown(() => attachment.close());
      const before = await figuresOf(attachment);
      const probes = attachment.probeGrowths();
      await program.ask('grow 200000');
      // Its goroutines answer once they have grown their maps.
      const truth: readonly ZooFact[] = JSON.parse(await program.ask('truth'));
      const growths = probes.end();
      t.deepEqual(probes.counts, { heard: growths.length, lost: 0, kernel: growths.length });
      const after = await figuresOf(attachment);
      const isSwiss = Number(attachment.process.version.split('.')[1]) >= 24;
      let expectedGrowths = 0;
      for (const { addr, type } of truth) {
        const heard = growths.filter(({ mapAddress }) => mapAddress === Number(addr));
        const figures = after.get(Number(addr));
        const expected =
          figures === undefined ? [] : growthsBetween(before.get(Number(addr)), figures, isSwiss);
        expectedGrowths += expected.length;
        const seen = heard
          .filter(({ kind }) => kind !== 'same-size')
          .map(({ kind, fromBuckets, toBuckets }) => `${kind} ${fromBuckets}>${toBuckets}`);
        t.deepEqual(seen.toSorted(), expected.toSorted(), `${addr} ${type}`);
        for (const growth of heard) {
          t.is(growth.type?.replaceAll(' ', ''), type.replaceAll(' ', ''));
          // The kernel reads a stack only where its pages are in memory.
          if (growth.stack.length > 0)
            t.regex(growth.stack[0] ?? '', /^main\..+ \(.+main\.go:\d+\)$/);
          if (growth.kind === 'double')
            t.is(growth.entries, Math.max(8, 6.5 * growth.fromBuckets) + 1, `${addr} ${type}`);
        }
      }
      t.true(expectedGrowths > 100, `${expectedGrowths} growths`);
      const withStack = growths.filter(({ stack }) => stack.length > 0);
      t.true(withStack.length > 0.9 * growths.length, `${withStack.length} of ${growths.length}`);
      await attachment.close();
      t.deepEqual(leftovers(process.pid, threadId), []);
    },
  );

test.serial(
  'probes of a process that was killed go with the next one that sets some',
  async (t) => {
    const program = await startZoo(t);
    if (program === null) return;
    const script = fileURLToPath(new URL('probing-process.js', import.meta.url));
    const child = spawn(process.execPath, [script, String(program.pid)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(() => child.kill('SIGKILL'));
    t.is(String(await once(child.stdout, 'data')), 'set\n');
    const { pid } = child;
    if (pid === undefined) throw new Error('the process did not start');
    // While it lives: what is left afterwards any other start on this machine may remove first.
    t.not(leftovers(pid, 0).length, 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // The kernel lets go of what a killed process had open a moment after its end, on a busy machine a long
    // one: until then a buffer is busy, and goes with the next start after that.
    for (
      let start = 0;
      start < mostStarts && (start === 0 || leftovers(pid, 0).length > 0);
      start++
    ) {
      if (start > 0) await sleep(100);
      const attachment = openGoProcess(identifyProcess(program.pid));
      t.teardown(() => attachment.close());
      attachment.probeGrowths();
      await attachment.close();
    }
    t.deepEqual(leftovers(pid, 0), []);
    t.deepEqual(leftovers(process.pid, threadId), []);
    // What was probed runs on.
    t.is(await program.ask('grow 10'), 'grown');
  },
);

/** Probes, buffers and mounts of a thread of a process; other tests run in other threads of this one. */
function leftovers(pid: number, thread: number): readonly string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => new RegExp(`mapswell-tracefs-${pid}-\\d+-${thread}-`).test(line));
  const tracefs = openTracefs();
  try {
    const ofThread = new RegExp(`mapswell_\\d+_${pid}_\\d+_${thread}_`);
    const isOwn = (text: string): boolean => ofThread.test(text);
    const events = readFileSync(join(tracefs.folder, 'uprobe_events'), 'utf8').split('\n');
    const instances = readdirSync(join(tracefs.folder, 'instances'));
    return [...mounts, ...events.filter(isOwn), ...instances.filter(isOwn)];
  } finally {
    tracefs.close();
  }
}

const site = (hex: string): number =>
  probeSite('amd64', Buffer.from(hex.replaceAll(' ', '').padEnd(64, '0'), 'hex'));

// `go tool objdump` of hashGrow and (*table).rehash, Go 1.22 and 1.27.
test('a probe sits behind the look at the room on the stack', (t) => {
  t.is(site('49 3b 66 10 0f 86 c2 01 00 00 55 48 89 e5'), 10);
  t.is(site('49 3b 66 10 76 30 55 48 89 e5'), 6);
  t.is(site('55 48 89 e5'), 0);
  const arm64 = Buffer.alloc(32);
  for (const [index, word] of [0xf940_0b90, 0xeb30_63ff, 0x5400_0429].entries())
    arm64.writeUInt32LE(word, 4 * index);
  t.is(probeSite('arm64', arm64), 8);
});

const hit = (thread: string, name: string): string =>
  `${thread.padStart(19)}    [001] DBZff 15993.734619: ${name}_mapswell_1_2_3_0: (0x40fa6a) n=8 b=0\n`;

const stackLines = (thread: string, pc: string): string =>
  `${thread.padStart(19)}    [001] DBZff 15993.734621: <user stack trace>\n =>  <0000000000${pc}>\n`;

test('stacks find their hits among those of other threads, and losses are counted', (t) => {
  const lines = new ProbeLines();
  const first = hit('p1.22-1920', 'classic') + hit('a-1 [x] (y)-77', 'table');
  const read = (text: string): readonly unknown[] =>
    lines
      .read(text)
      .map(({ thread, event, fetched, seconds, stack }) => [
        thread,
        event,
        fetched,
        seconds,
        stack,
      ]);
  t.deepEqual(read(`${first}${stackLines('p1.22-1920', '40fa6a')} => `), []);
  const rest = stackLines('a-1 [x] (y)-77', '4b51ef') + 'CPU:0 [LOST 12 EVENTS]\n';
  t.deepEqual(read(` <00000000004b51ee>\n${rest}${hit('b-5', 'small')}${hit('b-5', 'small')}`), [
    [1920, 'classic', { n: 8, b: 0 }, 15993.734619, [0x40fa6a, 0x4b51ee]],
    [77, 'table', { n: 8, b: 0 }, 15993.734619, [0x4b51ef]],
    [5, 'small', { n: 8, b: 0 }, 15993.734619, []],
  ]);
  t.is(lines.lost, 12);
  t.deepEqual(
    lines.end().map(({ thread }) => thread),
    [5],
  );
});

// What attaching to a process costs: the looks themselves, in a process of their own, and the program
// that is looked at, in operations per CPU second beside a control that nobody looks at.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hodgesLehmannCentre } from '../src/base/stats/hypotheses/hodges-lehmann.ts';
import { median } from '../src/base/stats/median.ts';

const turns = Number(process.env['MAPSWELL_BENCH_TURNS'] ?? 20);
const windowMs = 2000;
const settleMs = 300;
/** What a window may take longer because of its scans. */
const longestScanMs = 2000;
const scanEveryMs = 1000;

export interface AttachCost {
  readonly cpuMs: number;
  readonly reads: number;
  readonly megabytes: number;
}

interface AttachCosts {
  readonly maps: number;
  /** Maps that a look reads again. */
  readonly followed: number;
  readonly open: AttachCost;
  readonly first: AttachCost;
  readonly scans: readonly AttachCost[];
  readonly looks: readonly AttachCost[];
  readonly peakMegabytes: number;
}

/** Starts a program that prints a line when it is ready, then `clock operations cpuUs` again and again. */
export async function startTarget(
  program: string,
  words: readonly string[],
): Promise<ChildProcess> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

/** Lines on what opening, scans and looks cost in a process that does nothing else. */
export function lookCosts(
  runtime: 'go' | 'node',
  child: ChildProcess,
  title: (maps: number) => string,
): readonly string[] {
  const script = fileURLToPath(new URL('attach-process.js', import.meta.url));
  const words = [script, runtime, String(child.pid)];
  const output = execFileSync(process.execPath, words, { encoding: 'utf8' });
  const found: AttachCosts = JSON.parse(output);
  const middle = (all: readonly AttachCost[]): string => {
    const of = (figure: keyof AttachCost): number => median(all.map((cost) => cost[figure]));
    const cost = { cpuMs: of('cpuMs'), reads: of('reads'), megabytes: of('megabytes') };
    return `${text(cost)} (of ${all.length})`;
  };
  return [
    title(found.maps),
    `  open            ${text(found.open)}`,
    `  first scan      ${text(found.first)}`,
    `  scan, median    ${middle(found.scans)}`,
    `  look, median    ${middle(found.looks)}, at ${found.followed} maps of 4 KiB and more`,
    `  peak memory     ${found.peakMegabytes.toFixed(0)} MB`,
  ];
}

function text({ cpuMs, reads, megabytes }: AttachCost): string {
  return `${cpuMs.toFixed(2)} ms CPU, ${reads} reads, ${megabytes.toFixed(1)} MB`;
}

/** Windows of a turn: A B B A, in which a steady drift of the machine cancels out. */
const windowsOfTurn = 4;

/** Seconds that a target must run for `influence`. */
export const influenceSeconds: number =
  Math.ceil((turns * 1.5 * windowsOfTurn * (windowMs + settleMs + longestScanMs)) / 1000) + 60;

/**
 * Operations per CPU second of the program, with a scan a second (B) to none (A), in turns A B B A; and
 * between them turns in which nobody scans, which say what a difference of nothing looks like. Each with
 * the interval of its centre.
 */
export async function influence(child: ChildProcess, scan: () => unknown): Promise<string> {
  const window = collector(child);
  const turnOf = async (look: (() => unknown) | null): Promise<number> => {
    const before = await window(null);
    const first = await window(look);
    const second = await window(look);
    const after = await window(null);
    // Costs, not speeds: those of windows that are of one length can be added.
    return (1 / before + 1 / after) / (1 / first + 1 / second);
  };
  const looked: number[] = [];
  const control: number[] = [];
  await scan();
  for (let turn = 0; turn < turns; turn++) {
    // Half as many of the control, before and after the other in turn, so that neither always follows.
    if (turn % 4 === 0) control.push(await turnOf(null));
    looked.push(await turnOf(scan));
    if (turn % 4 === 2) control.push(await turnOf(null));
  }
  return `  operations per CPU second, a scan a second to none: ${centre(looked)}; A/A control ${centre(control)} (centre and 95 % of ${looked.length} and ${control.length} turns A B B A; bound 0.98)`;
}

function centre(ratios: readonly number[]): string {
  const { estimate, interval } = hodgesLehmannCentre(ratios.map((ratio) => Math.log(ratio)));
  const [at, low, high] = [estimate, interval.low, interval.high].map((log) =>
    Math.exp(log).toFixed(3),
  );
  return `${at} [${low}, ${high}]`;
}

/** Operations per ns of CPU that the program's own threads had in a window. */
function collector(child: ChildProcess): (look: (() => unknown) | null) => Promise<number> {
  let sample = { operations: 0, cpuNs: 0, lines: 0 };
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, operations = ''] = line.split(' ');
      sample = {
        operations: sample.operations + Number(operations),
        cpuNs: cpuNsOf(child.pid ?? 0),
        lines: sample.lines + 1,
      };
    });
  }
  const nextLine = async (): Promise<typeof sample> => {
    const { lines } = sample;
    while (sample.lines === lines) await wait(20);
    return sample;
  };
  return async (look) => {
    await wait(settleMs);
    const from = await nextLine();
    for (let passed = 0; passed < windowMs; passed += scanEveryMs) {
      const startedMs = performance.now();
      await look?.();
      await wait(Math.max(0, scanEveryMs - (performance.now() - startedMs)));
    }
    const to = await nextLine();
    return (to.operations - from.operations) / (to.cpuNs - from.cpuNs);
  };
}

/** To the nanosecond, where the times of a process are counted in ticks of the clock. */
function cpuNsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    try {
      return (
        sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
      );
    } catch {
      // A thread that has ended meanwhile.
      return sum;
    }
  }, 0);
}

// What attaching to a process costs: the looks themselves, in a process of their own, and the program
// that is looked at, in operations per CPU second beside a control that nobody looks at.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from '../src/base/stats/median.ts';

const alternations = 20;
const windowMs = 2000;
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

/** Seconds that a target must run for `influence`. */
export const influenceSeconds: number =
  Math.ceil((alternations * 3 * (windowMs + 2000)) / 1000) + 60;

/** Windows in turns: nobody looks, a scan a second, nobody looks again; the first and last are the control. */
export async function influence(child: ChildProcess, scan: () => unknown): Promise<string> {
  const window = collector(child);
  const looked: number[] = [];
  const control: number[] = [];
  await scan();
  for (let turn = 0; turn < alternations; turn++) {
    const before = await window(null);
    const during = await window(scan);
    const after = await window(null);
    looked.push(during / ((before + after) / 2));
    control.push(after / before);
  }
  return `  operations per CPU second, a scan a second to none: ${median(looked).toFixed(3)}; A/A control ${median(control).toFixed(3)} (medians of ${alternations}; bound 0.98)`;
}

/** Operations per µs of the program's CPU in a window. */
function collector(child: ChildProcess): (look: (() => unknown) | null) => Promise<number> {
  const samples: { operations: number; cpuUs: number }[] = [];
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, operations = '', cpuUs = ''] = line.split(' ');
      samples.push({ operations: Number(operations), cpuUs: Number(cpuUs) });
    });
  }
  return async (look) => {
    await wait(300);
    samples.length = 0;
    for (let passed = 0; passed < windowMs; passed += scanEveryMs) {
      await look?.();
      await wait(scanEveryMs);
    }
    const operations = samples.slice(1).reduce((sum, sample) => sum + sample.operations, 0);
    return operations / ((samples.at(-1)?.cpuUs ?? 0) - (samples[0]?.cpuUs ?? 0));
  };
}

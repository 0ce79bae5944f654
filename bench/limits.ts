import { runChild } from '../src/lab/sandbox/child/start-child.ts';
import type { ChildResult } from '../src/lab/sandbox/child/start-child.ts';
import type { Limits } from '../src/lab/config/schema/limits.ts';

const mebibyte = 1024 * 1024;
const child = new URL('limits-process.js', import.meta.url).href;
const burnMs = 5000;

/**
 * How well the limits hold: the measured peak of memory against what was asked, and the CPU that was
 * used against the quota over five seconds.
 */
export async function run(): Promise<string> {
  const lines: string[] = [];
  for (const memoryBytes of [128 * mebibyte, 256 * mebibyte, 512 * mebibyte]) {
    lines.push(memoryLine(memoryBytes, await runLimited({ memoryBytes, cpus: 1 }, 'allocate')));
  }
  for (const cpus of [0.25, 0.5, 1]) {
    lines.push(await cpuLine(cpus));
  }
  return lines.join('\n');
}

async function runLimited(
  limits: Limits,
  act: 'allocate' | 'burn',
  onMessage: (message: unknown) => void = () => undefined,
): Promise<ChildResult> {
  return await runChild({
    modulePath: child,
    job: { act, bytes: 2 * limits.memoryBytes, ms: burnMs, threads: Math.ceil(limits.cpus) + 1 },
    limits,
    timeLimitMs: 60_000,
    onMessage,
  });
}

function memoryLine(asked: number, { ending, limits, usage }: ChildResult): string {
  const peak = usage.cgroupPeakBytes;
  const by = ending.kind === 'killed' ? ending.by : ending.kind;
  const share = peak === null ? 'not measured' : `${((100 * peak) / asked).toFixed(2)} %`;
  return `memory ${asked / mebibyte} MiB asked, ${peak ?? '-'} bytes measured peak (${share}), ended by ${by}, ${limits.memoryBytes.mechanism}`;
}

/** The child burns until its own clock says five seconds, with more threads than the quota. */
async function cpuLine(cpus: number): Promise<string> {
  let used = Number.NaN;
  const { limits, usage } = await runLimited(
    { memoryBytes: 512 * mebibyte, cpus },
    'burn',
    (message) => {
      used = Number(Object(message).cpuSeconds);
    },
  );
  const allowed = (limits.cpus.applied ?? 0) * (burnMs / 1000);
  const off = `${(100 * (used / allowed - 1)).toFixed(1)} %`;
  // A quota holds a child back in nearly every period; otherwise other work did, and the shortfall
  // tells nothing about the quota.
  const periods = usage.wallMs / 100;
  const isBusy = (usage.throttledPeriods ?? 0) < periods / 2;
  const remark = isBusy ? '; other work took the CPUs, the quota was rarely reached' : '';
  return `cpu ${cpus} asked, ${used.toFixed(3)} of ${allowed.toFixed(3)} s used over ${burnMs / 1000} s (${off}), throttled in ${usage.throttledPeriods ?? '-'} periods, ${limits.cpus.mechanism}${remark}`;
}

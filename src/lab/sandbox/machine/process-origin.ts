import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { readStartTicks } from './process-status.ts';

/**
 * What names a process on any machine and for good. A pid alone means nothing on another host, in
 * another pid namespace (every container has one), after a restart, or once it is used again.
 */
export interface ProcessOrigin {
  readonly host: string;
  /** Of the running kernel, new at each start of the machine; `null` where it is not to be read. */
  readonly bootId: string | null;
  /** `null` where there is no `/proc`. */
  readonly pidNamespace: string | null;
  readonly pid: number;
  /** Start of the process in clock ticks since the machine started; `null` without `/proc`. */
  readonly startTicks: string | null;
}

/** That of this process. */
export function thisProcessOrigin(procRoot = '/proc'): ProcessOrigin {
  return {
    host: hostname(),
    bootId: readOrNull(() => readFileSync(`${procRoot}/sys/kernel/random/boot_id`, 'utf8').trim()),
    pidNamespace: readPidNamespace(procRoot),
    pid: process.pid,
    startTicks: readStartTicks('self', procRoot),
  };
}

/** Number of the pid namespace of this process; `null` where it is not to be read. */
export function readPidNamespace(procRoot = '/proc'): string | null {
  return readOrNull(() => /\d+/.exec(readlinkSync(`${procRoot}/self/ns/pid`))?.[0] ?? null);
}

/**
 * Whether a process still runs; `unknown` where this process cannot see: on another host, after
 * another start of the machine, in another pid namespace.
 */
export function standingOf(
  origin: ProcessOrigin,
  here: ProcessOrigin = thisProcessOrigin(),
  procRoot = '/proc',
): 'runs' | 'gone' | 'unknown' {
  const isHere =
    origin.host === here.host &&
    origin.bootId === here.bootId &&
    origin.pidNamespace === here.pidNamespace;
  if (!isHere) return 'unknown';
  if (here.startTicks === null) return takesSignals(origin.pid) ? 'runs' : 'gone';
  return readStartTicks(origin.pid, procRoot) === origin.startTicks ? 'runs' : 'gone';
}

/** Signal 0 only asks. A process of another user refuses it, and so is there. */
function takesSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readOrNull(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

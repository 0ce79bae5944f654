import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/**
 * What makes a process this process and no other: its id is reused after its end, and a program that
 * replaces itself by another keeps id and start time.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to its start (field 22 of `/proc/PID/stat`). */
  readonly startTicks: number;
  /** What `/proc/PID/exe` names: ends in ` (deleted)` where the file was replaced. */
  readonly executable: string;
  /** Device and inode of the executable, the same under every mount. */
  readonly executableFile: string;
  /** File name of the executable: the kernel's own is cut, and `MainThread` for newer Node.js. */
  readonly name: string;
}

/** How a process stands that was identified before. */
export type ProcessStanding =
  | 'running'
  /** By a signal or a debugger; its memory can be read. */
  | 'stopped'
  | 'ended'
  /** The same process runs another executable. */
  | 'replaced'
  /** Another process got its id. */
  | 'reused';

/**
 * Identifies a process that runs now.
 *
 * @throws SandboxError `input` if there is none of that id or it has ended, `environment` if its
 *   executable cannot be seen.
 */
export function identifyProcess(pid: number): ProcessIdentity {
  const stat = readStat(pid);
  if (stat === null) throw new SandboxError('input', `expected a running process, got ${pid}`);
  if (isEnded(stat.state)) {
    throw new SandboxError(
      'input',
      `expected a running process, got ${pid} (${stat.name}), which has ended`,
    );
  }
  const executable = readExecutable(pid);
  if (executable === null) {
    throw new SandboxError(
      'environment',
      `cannot see the executable of process ${pid} (${stat.name}): it belongs to another user or is a thread of the kernel`,
    );
  }
  const name = fileNameOf(executable.executable);
  return { pid, startTicks: stat.startTicks, name, ...executable };
}

/** The file name in what `/proc/PID/exe` names. */
export function fileNameOf(executable: string): string {
  return basename(executable.replace(/ \(deleted\)$/, ''));
}

/** Whether an identified process still runs, and as what. */
export function standingOf(identity: ProcessIdentity): ProcessStanding {
  const stat = readStat(identity.pid);
  if (stat === null) return 'ended';
  if (stat.startTicks !== identity.startTicks) return 'reused';
  if (isEnded(stat.state)) return 'ended';
  const executable = readExecutable(identity.pid);
  // The link of a process on its way out cannot be read.
  if (executable === null) return 'ended';
  if (executable.executableFile !== identity.executableFile) return 'replaced';
  return stat.state === 'T' || stat.state === 't' ? 'stopped' : 'running';
}

/** Clock ticks from boot to the start of a process; `null` where there is none of that id. */
export function startTicksOf(pid: number): number | null {
  return readStat(pid)?.startTicks ?? null;
}

/** Ticks of the clock that `/proc` counts in: the same on every machine. */
const ticksPerSecond = 100;

/** When a process started: milliseconds since 1970, to a hundredth of a second or two. */
export function startedAtMsOf({ startTicks }: Pick<ProcessIdentity, 'startTicks'>): number {
  const upSeconds = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  const nowMs = performance.timeOrigin + performance.now();
  return nowMs - (upSeconds - startTicks / ticksPerSecond) * 1000;
}

/**
 * When the runtime of a Go program started, as `startedAtMsOf` tells it: with its second thread, which it makes first of
 * all. The process may be much older, as that of a shell which became the program.
 */
export function runtimeStartedAtMsOf({ pid, startTicks }: ProcessIdentity): number {
  const others = threadsOf(pid).filter((thread) => thread !== pid);
  const ticks = others.flatMap((thread) => startTicksOf(thread) ?? []);
  return startedAtMsOf({ startTicks: ticks.length === 0 ? startTicks : Math.min(...ticks) });
}

function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

interface Stat {
  readonly name: string;
  readonly state: string;
  readonly startTicks: number;
}

/** Parses `pid (name) state ...`, where the name may hold anything, brackets and spaces too. */
function readStat(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, nameEnd),
    state: fields[0] ?? '',
    startTicks: Number(fields[19]),
  };
}

function isEnded(state: string): boolean {
  return state === 'Z' || state === 'X' || state === 'x';
}

function readExecutable(
  pid: number,
): Pick<ProcessIdentity, 'executable' | 'executableFile'> | null {
  try {
    const { dev, ino } = statSync(`/proc/${pid}/exe`);
    return { executable: readlinkSync(`/proc/${pid}/exe`), executableFile: `${dev}:${ino}` };
  } catch {
    return null;
  }
}

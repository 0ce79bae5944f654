// Real groups of version 1 around a program, as a batch system makes them.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import {
  kernelFolders,
  removeGroup,
} from '../../../../src/lab/sandbox/limits/cgroup/cgroup-files.ts';
import { cgroupV1 } from '../../../../src/lab/sandbox/limits/cgroup/cgroup-v1.ts';
import { CgroupV1Groups } from '../../../../src/lab/sandbox/limits/cgroup/cgroup-v1-groups.ts';
import { joinArguments } from '../../../../src/lab/sandbox/program/launch-command.ts';
import { killProcesses } from '../../../../src/lab/sandbox/child/kill-processes.ts';
import { readPids } from '../../../../src/lab/sandbox/limits/cgroup/cgroup-files.ts';
import { skipLoudly } from '../../../support/skip-loudly.ts';
import type { ParentScript } from './parent-process.ts';

const controllers = ['memory', 'cpu', 'pids'] as const;

/** What the group allows to all in it. */
export interface OuterAllowance {
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly processes: number;
}

export interface OuterGroup {
  /** Path of the group in the tree of the controller memory. */
  readonly name: string;
  /** Where `/proc/PID/cgroup` says that a process is, by controller. */
  readonly paths: Readonly<Record<string, string>>;
  readonly joinFiles: readonly string[];
  readonly memoryFolder: string;
}

/** Makes the group, gone after the test; skips loudly where none can be made. */
export function outerGroup(t: ExecutionContext, allowed: OuterAllowance): OuterGroup | null {
  const trees = new CgroupV1Groups('/sys/fs/cgroup', '/proc');
  const { memoryBytes, cpus, processes } = cgroupV1().detect();
  const lacking = [memoryBytes, cpus, processes].find(({ isEnforced }) => !isEnforced);
  if (lacking !== undefined) {
    skipLoudly(t, `no group of version 1 can be made: ${lacking.remark}`);
    return null;
  }
  const label = `outer-${process.pid}-${Math.trunc(performance.now() * 1000)}`;
  const made = controllers.map((controller) => {
    const [own] = trees.groups(controller);
    const folder = join(own?.folder ?? '/nonexistent', label);
    mkdirSync(folder);
    return { controller, folder, name: `${own?.name === '/' ? '' : (own?.name ?? '')}/${label}` };
  });
  const folderOf = (wanted: string): string =>
    made.find(({ controller }) => controller === wanted)?.folder ?? '/nonexistent';
  const write = (controller: string, file: string, value: number): void => {
    writeFileSync(join(folderOf(controller), file), String(value));
  };
  write('memory', 'memory.limit_in_bytes', allowed.memoryBytes);
  write('cpu', 'cpu.cfs_quota_us', allowed.cpus * 100_000);
  write('pids', 'pids.max', allowed.processes);
  t.teardown(async () => {
    for (const { folder } of made) {
      await killProcesses(() => readPids(folder));
      await removeGroup(folder, kernelFolders);
    }
  });
  return {
    name: made.find(({ controller }) => controller === 'memory')?.name ?? '',
    paths: Object.fromEntries(made.map(({ controller, name }) => [controller, name])),
    joinFiles: made.map(({ folder }) => join(folder, 'cgroup.procs')),
    memoryFolder: folderOf('memory'),
  };
}

/** A program in the group; `prefix` starts it, as with other rights. */
export function startInside(
  group: OuterGroup,
  command: readonly string[],
  options: { readonly cwd?: string } = {},
): ChildProcess {
  return spawn('/bin/sh', joinArguments(group.joinFiles, command), {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: options.cwd ?? '/',
    // Another user cannot write what V8 would say of the coverage.
    env: { ...process.env, NODE_V8_COVERAGE: undefined },
  });
}

/** PF_EXITING of `include/linux/sched.h`. */
const exitingFlag = 4;

/** The command that runs a script of a child in a parent of its own. */
export function parentCommand(script: ParentScript): readonly string[] {
  const module = fileURLToPath(new URL('parent-process.js', import.meta.url));
  return [process.execPath, module, JSON.stringify(script)];
}

/** Where the kernel says that a process is, by controller; empty once it is gone. */
export function groupsOf(pid: number): Readonly<Record<string, string>> {
  try {
    const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
    return Object.fromEntries(
      lines.flatMap((line) => {
        const [, names = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
        return names.split(',').map((name) => [name, path] as const);
      }),
    );
  } catch {
    return {};
  }
}

/** A process and all that descend from it now. */
export function familyOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const children = text === '' ? [] : text.split(' ').map(Number);
    return [pid, ...children.flatMap(familyOf)];
  } catch {
    return [pid];
  }
}

function isInside(where: Readonly<Record<string, string>>, { paths }: OuterGroup): boolean {
  return Object.entries(paths).every(([controller, path]) => where[controller] === path);
}

/** Whether a process is gone, or on its way: the kernel's flag of that is up before its state says so. */
function isEnding(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' || (Number(fields[5]) & exitingFlag) !== 0;
  } catch {
    return true;
  }
}

/** Looks at a program and all its descendants until it ends; gives those that were outside, and how many were seen. */
export async function watchForEscapes(
  child: ChildProcess,
  group: OuterGroup,
): Promise<{ readonly escapes: readonly string[]; readonly seen: number }> {
  const escapes = new Set<string>();
  const seen = new Set<number>();
  let hasJoined = false;
  while (child.exitCode === null && child.signalCode === null) {
    for (const pid of familyOf(child.pid ?? 0)) {
      const where = groupsOf(pid);
      // The shell that starts it joins the groups one after the other.
      if (pid === child.pid && !hasJoined) hasJoined = isInside(where, group);
      if (!hasJoined) continue;
      // Of a process that ends the kernel says that it is at the top, until it was waited for.
      if (isEnding(pid)) continue;
      seen.add(pid);
      for (const [controller, path] of Object.entries(group.paths)) {
        const at = where[controller];
        if (at !== undefined && at !== path && !at.startsWith(`${path}/`))
          escapes.add(`${controller} of ${pid} at ${at}`);
      }
    }
    await wait(20);
  }
  return { escapes: [...escapes], seen: seen.size };
}

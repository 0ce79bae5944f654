import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '../../config/schema/limits.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import {
  type FolderActions,
  hasControl,
  isWritable,
  kernelFolders,
  readControl,
  readCount,
  readCounter,
  writeControl,
} from './cgroup-files.ts';
import { cgroupGroup, type Controls } from './cgroup-group.ts';
import { cpuQuota, quotaPeriodUs } from './cpu-quota.ts';
import { newGroupName } from './group-name.ts';
import { LimitControl } from './limit-control.ts';
import { capCpuSet, capCpus, machineCpus } from '../machine/machine-cpus.ts';
import type { Capability, GroupUsage, LimitGroup, LimitName, Mechanism } from './mechanism.ts';

/** Where the tree is and what the machine has; replaced in tests. */
export interface CgroupV1Options {
  /** @default '/sys/fs/cgroup' */
  readonly root?: string;
  /** @default '/proc' */
  readonly procRoot?: string;
  readonly cpus?: readonly number[];
  readonly actions?: FolderActions;
}

/** The controllers in use, each a tree of its own. `cpuacct` limits nothing: it counts. */
const controllers = ['memory', 'cpu', 'cpuacct', 'cpuset', 'pids'] as const;
type Controller = (typeof controllers)[number];

const controllerOf: Readonly<Record<LimitName, Controller>> = {
  memoryBytes: 'memory',
  swapBytes: 'memory',
  cpus: 'cpu',
  cpuSet: 'cpuset',
  processes: 'pids',
};

/**
 * Control groups of version 1. Groups are made at the top of each tree: inside a container that is
 * the container's own group, so that its limits hold as well.
 */
export function cgroupV1(options: CgroupV1Options = {}): Mechanism {
  const root = options.root ?? '/sys/fs/cgroup';
  return {
    name: 'cgroup-v1',
    detect: () => ({
      memoryBytes: capability(root, 'memoryBytes'),
      swapBytes: swapCapability(root),
      cpus: capability(root, 'cpus'),
      cpuSet: capability(root, 'cpuSet'),
      processes: capability(root, 'processes'),
    }),
    create: () => createGroup(root, options),
  };
}

/** The trees of version 1 that are mounted, each once though two controllers may share one. */
export function cgroupV1Trees(root = '/sys/fs/cgroup'): readonly string[] {
  const folders = controllers.map((name) => join(root, name)).filter((path) => existsSync(path));
  return [...new Set(folders.map((path) => realpathSync(path)))];
}

function capability(root: string, limit: LimitName): Capability {
  const controller = controllerOf[limit];
  const folder = join(root, controller);
  // A folder of this name in a tree of version 2 is an ordinary group: it has `cgroup.controllers`.
  if (!hasControl(join(folder, 'cgroup.procs')) || hasControl(join(folder, 'cgroup.controllers'))) {
    return {
      isEnforced: false,
      remark: `the controller ${controller} of cgroup v1 is not mounted at ${folder}`,
    };
  }
  if (isWritable(folder)) return { isEnforced: true, remark: '' };
  return { isEnforced: false, remark: `${folder} is not writable for this user` };
}

function swapCapability(root: string): Capability {
  const memory = capability(root, 'swapBytes');
  if (!memory.isEnforced || hasControl(join(root, 'memory', 'memory.memsw.limit_in_bytes'))) {
    return memory;
  }
  return {
    isEnforced: false,
    remark: 'the kernel does not account for swap (it was started without swapaccount=1)',
  };
}

function createGroup(root: string, options: CgroupV1Options): LimitGroup {
  const name = newGroupName(options.procRoot);
  const actions = options.actions ?? kernelFolders;
  const cpus = options.cpus ?? machineCpus(options.procRoot);
  const folders = new Map<Controller, string>();
  const made = new Set<string>();

  function make(controller: Controller): string {
    const known = folders.get(controller);
    if (known !== undefined) return known;
    const folder = join(realpathSync(join(root, controller)), name);
    if (!made.has(folder)) makeFolder(folder, actions);
    made.add(folder);
    folders.set(controller, folder);
    return folder;
  }

  function controls(limits: Limits, names: readonly LimitName[]): Controls {
    const wants = (limit: LimitName): boolean =>
      names.includes(limit) && capability(root, limit).isEnforced;
    if (isWritable(join(root, 'cpuacct'))) make('cpuacct');
    return {
      ...(wants('memoryBytes') && { memoryBytes: memoryControl(make('memory'), limits) }),
      ...(wants('swapBytes') && swapCapability(root).isEnforced
        ? { swapBytes: swapControl(make('memory'), limits) }
        : {}),
      ...(wants('cpus') && { cpus: cpuControl(make('cpu'), limits, cpus) }),
      ...(wants('cpuSet') && limits.cpuSet !== undefined
        ? { cpuSet: cpuSetControl(make('cpuset'), limits.cpuSet, cpus) }
        : {}),
      ...(wants('processes') && limits.processes !== undefined
        ? { processes: processControl(make('pids'), limits.processes) }
        : {}),
    };
  }

  return cgroupGroup({
    controls,
    folders: () => [...made],
    usage: () => usage(folders),
    kill: () => undefined,
    actions,
  });
}

function makeFolder(folder: string, actions: FolderActions): void {
  try {
    actions.make(folder);
  } catch (error) {
    throw new SandboxError('environment', `cannot make the control group ${folder}`, {
      cause: error,
    });
  }
}

function memoryControl(folder: string, limits: Limits): LimitControl<number> {
  const file = join(folder, 'memory.limit_in_bytes');
  return new LimitControl({
    asked: limits.memoryBytes,
    applied: limits.memoryBytes,
    remark: '',
    mechanism: 'cgroup-v1',
    write: (bytes) => writeControl(file, String(bytes)),
    // An outer group may allow less than this one.
    read: () =>
      least(readCount(file), readCounter(join(folder, 'memory.stat'), 'hierarchical_memory_limit')),
  });
}

/** The kernel limits memory and swap together, so that the limit of memory must stand before. */
function swapControl(folder: string, limits: Limits): LimitControl<number> {
  const file = join(folder, 'memory.memsw.limit_in_bytes');
  const swapBytes = limits.swapBytes ?? 0;
  return new LimitControl({
    asked: swapBytes,
    applied: swapBytes,
    remark: '',
    mechanism: 'cgroup-v1',
    write: (bytes) => writeControl(file, String(limits.memoryBytes + bytes)),
    read: () => {
      const both = readCount(file);
      const memory = readCount(join(folder, 'memory.limit_in_bytes'));
      return both === null || memory === null ? null : both - memory;
    },
  });
}

function cpuControl(folder: string, limits: Limits, cpus: readonly number[]): LimitControl<number> {
  const capped = capCpus(limits.cpus, cpus.length);
  const quota = cpuQuota(capped.applied);
  return new LimitControl({
    asked: limits.cpus,
    applied: quota.cpus,
    remark: capped.remark || quota.remark,
    mechanism: 'cgroup-v1',
    write: () =>
      writeControl(join(folder, 'cpu.cfs_period_us'), String(quotaPeriodUs)) ??
      writeControl(join(folder, 'cpu.cfs_quota_us'), String(quota.quotaUs)),
    read: () => {
      const quotaUs = readCount(join(folder, 'cpu.cfs_quota_us'));
      const periodUs = readCount(join(folder, 'cpu.cfs_period_us'));
      return quotaUs === null || periodUs === null || quotaUs < 0 ? null : quotaUs / periodUs;
    },
  });
}

/** A new group has no memory nodes and takes no process before it has some: all of its parent's. */
function cpuSetControl(
  folder: string,
  asked: string,
  cpus: readonly number[],
): LimitControl<string> {
  const { applied, remark } = capCpuSet(asked, cpus);
  writeControl(join(folder, 'cpuset.mems'), readControl(join(folder, '..', 'cpuset.mems')) ?? '0');
  return new LimitControl({
    asked,
    applied,
    remark,
    mechanism: 'cgroup-v1',
    write: (set) => writeControl(join(folder, 'cpuset.cpus'), set),
    read: () => readControl(join(folder, 'cpuset.cpus')),
  });
}

function processControl(folder: string, asked: number): LimitControl<number> {
  const file = join(folder, 'pids.max');
  return new LimitControl({
    asked,
    applied: asked,
    remark: '',
    mechanism: 'cgroup-v1',
    write: (count) => writeControl(file, String(count)),
    read: () => readCount(file),
  });
}

function least(left: number | null, right: number | null): number | null {
  return left === null || right === null ? (left ?? right) : Math.min(left, right);
}

function usage(folders: ReadonlyMap<Controller, string>): GroupUsage {
  const file = (controller: Controller, name: string): string =>
    join(folders.get(controller) ?? '/nonexistent', name);
  const cpuNs = readCount(file('cpuacct', 'cpuacct.usage'));
  const throttledNs = readCounter(file('cpu', 'cpu.stat'), 'throttled_time');
  return {
    memoryBytes: readCount(file('memory', 'memory.usage_in_bytes')),
    memoryPeakBytes: readCount(file('memory', 'memory.max_usage_in_bytes')),
    oomKills: readCounter(file('memory', 'memory.oom_control'), 'oom_kill'),
    cpuSeconds: cpuNs === null ? null : cpuNs / 1e9,
    throttledPeriods: readCounter(file('cpu', 'cpu.stat'), 'nr_throttled'),
    throttledMs: throttledNs === null ? null : throttledNs / 1e6,
    processesRefused: readCounter(file('pids', 'pids.events'), 'max'),
  };
}

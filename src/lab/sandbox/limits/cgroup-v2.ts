import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
  readPids,
  writeControl,
} from './cgroup-files.ts';
import { cgroupGroup, type Controls } from './cgroup-group.ts';
import { cpuQuota, quotaPeriodUs } from './cpu-quota.ts';
import { newGroupName } from './group-name.ts';
import { LimitControl } from './limit-control.ts';
import { capCpuSet, capCpus, machineCpus } from '../machine/machine-cpus.ts';
import type { Capability, GroupUsage, LimitGroup, LimitName, Mechanism } from './mechanism.ts';

/** Where the tree is and what the machine has; replaced in tests. */
export interface CgroupV2Options {
  /** @default '/sys/fs/cgroup', or its `unified` where version 1 has that place */
  readonly root?: string;
  /** @default '/proc' */
  readonly procRoot?: string;
  readonly cpus?: readonly number[];
  readonly actions?: FolderActions;
}

const controllerOf: Readonly<Record<LimitName, string>> = {
  memoryBytes: 'memory',
  swapBytes: 'memory',
  cpus: 'cpu',
  cpuSet: 'cpuset',
  processes: 'pids',
};

const controllers = ['memory', 'cpu', 'cpuset', 'pids'];

/**
 * Control groups of version 2. A group is made below the group of this process or below one above
 * it, wherever this user may move processes and the most controllers are to be had.
 */
export function cgroupV2(options: CgroupV2Options = {}): Mechanism {
  const root = options.root ?? cgroupV2Root();
  return {
    name: 'cgroup-v2',
    detect: () => {
      const place = bestPlace(root, options.procRoot ?? '/proc');
      return {
        memoryBytes: capability(root, place, 'memoryBytes'),
        swapBytes: capability(root, place, 'swapBytes'),
        cpus: capability(root, place, 'cpus'),
        cpuSet: capability(root, place, 'cpuSet'),
        processes: capability(root, place, 'processes'),
      };
    },
    create: () => createGroup(root, options),
  };
}

/** The top of the tree of version 2. */
export function cgroupV2Root(): string {
  const unified = '/sys/fs/cgroup/unified';
  return existsSync(join(unified, 'cgroup.controllers')) ? unified : '/sys/fs/cgroup';
}

/** A group below which groups can be made. */
interface Place {
  readonly folder: string;
  /** Controllers that groups below it have, or may be given. */
  readonly controllers: readonly string[];
}

/** The place with the most controllers, the nearest first; `null` if there is none. */
function bestPlace(root: string, procRoot: string): Place | null {
  let best: Place | null = null;
  for (const folder of ownGroups(root, procRoot)) {
    // A process may be moved only by who may write the nearest group above both places.
    if (!isWritable(folder) || !isWritable(join(folder, 'cgroup.procs'))) continue;
    const place = { folder, controllers: controllersBelow(folder) };
    if (best === null || place.controllers.length > best.controllers.length) best = place;
  }
  return best;
}

/** The group of this process and all above it. */
function ownGroups(root: string, procRoot: string): readonly string[] {
  if (!hasControl(join(root, 'cgroup.controllers'))) return [];
  const lines = readControl(join(procRoot, 'self/cgroup'))?.split('\n') ?? [];
  const path = lines.find((line) => line.startsWith('0::'))?.slice(3) ?? '/';
  // Seen from inside a cgroup namespace, a group outside it begins with `/..`.
  const names = path.includes('/..') ? [] : path.split('/').filter((name) => name !== '');
  return [...names.keys(), names.length]
    .map((depth) => join(root, ...names.slice(0, depth)))
    .filter((folder) => existsSync(folder))
    .toReversed();
}

/**
 * Controllers that are handed down already, and those that could be: a group that holds processes
 * itself may hand down none, except at the very top, which alone has no `cgroup.events`.
 */
function controllersBelow(folder: string): readonly string[] {
  const handedDown = words(join(folder, 'cgroup.subtree_control'));
  const isTop = !hasControl(join(folder, 'cgroup.events'));
  const mayHandDown =
    isWritable(join(folder, 'cgroup.subtree_control')) && (isTop || readPids(folder).length === 0);
  const available = mayHandDown ? words(join(folder, 'cgroup.controllers')) : [];
  return controllers.filter((name) => handedDown.includes(name) || available.includes(name));
}

function words(path: string): readonly string[] {
  return (readControl(path) ?? '').split(/\s+/).filter((word) => word !== '');
}

function capability(root: string, place: Place | null, limit: LimitName): Capability {
  const controller = controllerOf[limit];
  if (place?.controllers.includes(controller)) return { isEnforced: true, remark: '' };
  return { isEnforced: false, remark: whyNot(root, place, controller) };
}

function whyNot(root: string, place: Place | null, controller: string): string {
  if (!hasControl(join(root, 'cgroup.controllers'))) return `cgroup v2 is not mounted at ${root}`;
  if (!words(join(root, 'cgroup.controllers')).includes(controller)) {
    return `the kernel does not offer the controller ${controller} to cgroup v2`;
  }
  if (place === null) return `no group above this process in ${root} is writable for this user`;
  return `the controller ${controller} is not delegated to this user in ${place.folder}`;
}

function createGroup(root: string, options: CgroupV2Options): LimitGroup {
  const procRoot = options.procRoot ?? '/proc';
  const place = bestPlace(root, procRoot);
  if (place === null) throw new SandboxError('environment', whyNot(root, place, 'memory'));
  const actions = options.actions ?? kernelFolders;
  const cpus = options.cpus ?? machineCpus(procRoot);
  const folder = join(place.folder, newGroupName(procRoot));
  const handedDown = words(join(place.folder, 'cgroup.subtree_control'));
  for (const name of place.controllers.filter((each) => !handedDown.includes(each))) {
    writeControl(join(place.folder, 'cgroup.subtree_control'), `+${name}`);
  }
  try {
    actions.make(folder);
  } catch (error) {
    throw new SandboxError('environment', `cannot make the control group ${folder}`, {
      cause: error,
    });
  }
  return cgroupGroup({
    controls: (limits, names) => controlsOf(root, folder, limits, names, cpus),
    folders: () => [folder],
    usage: () => usage(folder),
    kill: () => {
      if (hasControl(join(folder, 'cgroup.kill'))) writeControl(join(folder, 'cgroup.kill'), '1');
    },
    actions,
  });
}

function controlsOf(
  root: string,
  folder: string,
  limits: Limits,
  names: readonly LimitName[],
  cpus: readonly number[],
): Controls {
  const wants = (limit: LimitName, file: string): boolean =>
    names.includes(limit) && hasControl(join(folder, file));
  return {
    ...(wants('memoryBytes', 'memory.max') && { memoryBytes: memoryControl(root, folder, limits) }),
    ...(wants('swapBytes', 'memory.swap.max') && {
      swapBytes: countControl(folder, 'memory.swap.max', limits.swapBytes ?? 0),
    }),
    ...(wants('cpus', 'cpu.max') && { cpus: cpuControl(root, folder, limits, cpus) }),
    ...(wants('cpuSet', 'cpuset.cpus') && limits.cpuSet !== undefined
      ? { cpuSet: cpuSetControl(folder, limits.cpuSet, cpus) }
      : {}),
    ...(wants('processes', 'pids.max') && limits.processes !== undefined
      ? { processes: countControl(folder, 'pids.max', limits.processes) }
      : {}),
  };
}

function memoryControl(root: string, folder: string, limits: Limits): LimitControl<number> {
  return new LimitControl({
    asked: limits.memoryBytes,
    applied: limits.memoryBytes,
    remark: '',
    mechanism: 'cgroup-v2',
    write: (bytes) => writeControl(join(folder, 'memory.max'), String(bytes)),
    read: () => leastAbove(root, folder, (group) => readCount(join(group, 'memory.max'))),
  });
}

function cpuControl(
  root: string,
  folder: string,
  limits: Limits,
  cpus: readonly number[],
): LimitControl<number> {
  const capped = capCpus(limits.cpus, cpus.length);
  const quota = cpuQuota(capped.applied);
  return new LimitControl({
    asked: limits.cpus,
    applied: quota.cpus,
    remark: capped.remark || quota.remark,
    mechanism: 'cgroup-v2',
    write: () => writeControl(join(folder, 'cpu.max'), `${quota.quotaUs} ${quotaPeriodUs}`),
    read: () => leastAbove(root, folder, readQuota),
  });
}

function cpuSetControl(
  folder: string,
  asked: string,
  cpus: readonly number[],
): LimitControl<string> {
  const { applied, remark } = capCpuSet(asked, cpus);
  return new LimitControl({
    asked,
    applied,
    remark,
    mechanism: 'cgroup-v2',
    write: (set) => writeControl(join(folder, 'cpuset.cpus'), set),
    read: () => readControl(join(folder, 'cpuset.cpus')),
  });
}

function countControl(folder: string, name: string, asked: number): LimitControl<number> {
  const file = join(folder, name);
  return new LimitControl({
    asked,
    applied: asked,
    remark: '',
    mechanism: 'cgroup-v2',
    write: (count) => writeControl(file, String(count)),
    read: () => readCount(file),
  });
}

/** CPUs by `cpu.max`, which holds a quota and a period; `null` for `max`. */
function readQuota(folder: string): number | null {
  const [quotaUs, periodUs] = words(join(folder, 'cpu.max')).map(Number);
  if (quotaUs === undefined || periodUs === undefined || !Number.isFinite(quotaUs)) return null;
  return quotaUs / periodUs;
}

/** The least a group and those above it allow: an outer group may allow less than this one. */
function leastAbove(
  root: string,
  folder: string,
  read: (group: string) => number | null,
): number | null {
  let least: number | null = null;
  for (let group = folder; group.startsWith(root); group = dirname(group)) {
    const value = read(group);
    if (value !== null && (least === null || value < least)) least = value;
    if (group === root) break;
  }
  return least;
}

function usage(folder: string): GroupUsage {
  const cpuUs = readCounter(join(folder, 'cpu.stat'), 'usage_usec');
  const throttledUs = readCounter(join(folder, 'cpu.stat'), 'throttled_usec');
  return {
    memoryBytes: readCount(join(folder, 'memory.current')),
    memoryPeakBytes: readCount(join(folder, 'memory.peak')),
    oomKills: readCounter(join(folder, 'memory.events'), 'oom_kill'),
    cpuSeconds: cpuUs === null ? null : cpuUs / 1e6,
    throttledPeriods: readCounter(join(folder, 'cpu.stat'), 'nr_throttled'),
    throttledMs: throttledUs === null ? null : throttledUs / 1000,
    processesRefused: readCounter(join(folder, 'pids.events'), 'max'),
  };
}

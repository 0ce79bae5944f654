import { dirname, join } from 'node:path';
import type { Limits } from '../../../config/schema/limits.ts';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import {
  type FolderActions,
  hasControl,
  kernelFolders,
  readCount,
  readCounter,
  writeControl,
} from './cgroup-files.ts';
import { cgroupGroup, type Controls } from './cgroup-group.ts';
import {
  bestPlace,
  cgroupV2Outer,
  cgroupV2Root,
  limitsAnything,
  type Place,
  readQuotaV2,
  readWords,
} from './cgroup-v2-place.ts';
import { quotaPeriodUs } from './cpu-quota.ts';
import {
  countControl,
  cpuControl,
  cpuSetControl,
  makeGroupFolder,
  type QuotaFiles,
} from './file-controls.ts';
import { newGroupName } from './group-name.ts';
import { LimitControl } from '../limit-control.ts';
import { machineCpus } from '../../machine/machine-cpus.ts';
import type { Capability, GroupUsage, LimitGroup, LimitName, Mechanism } from '../mechanism.ts';

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

/**
 * Control groups of version 2. A group that holds processes can have none below it that limit
 * anything, so a group is made below that of this process or below one above it, wherever this user
 * may move processes and the most controllers are to be had, but never above a group that limits
 * something: whatever limits this process limits the child as well.
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
    outer: () => cgroupV2Outer(root, options.procRoot),
    create: () => createGroup(root, options),
  };
}

function capability(root: string, place: Place | null, limit: LimitName): Capability {
  const controller = controllerOf[limit];
  if (place?.controllers.includes(controller)) return { isEnforced: true, remark: '' };
  return { isEnforced: false, remark: whyNot(root, place, controller) };
}

function whyNot(root: string, place: Place | null, controller: string): string {
  if (!hasControl(join(root, 'cgroup.controllers'))) return `cgroup v2 is not mounted at ${root}`;
  if (!readWords(join(root, 'cgroup.controllers')).includes(controller)) {
    return `the kernel does not offer the controller ${controller} to cgroup v2`;
  }
  if (place === null) return `no group above this process in ${root} is writable for this user`;
  if (limitsAnything(place.folder))
    return `the controller ${controller} is not delegated to this user in ${place.folder}, and a group above it would leave its limits`;
  return `the controller ${controller} is not delegated to this user in ${place.folder}`;
}

function createGroup(root: string, options: CgroupV2Options): LimitGroup {
  const procRoot = options.procRoot ?? '/proc';
  const place = bestPlace(root, procRoot);
  if (place === null) throw new SandboxError('environment', whyNot(root, place, 'memory'));
  const actions = options.actions ?? kernelFolders;
  const cpus = options.cpus ?? machineCpus(procRoot);
  const folder = join(place.folder, newGroupName(procRoot));
  const handedDown = readWords(join(place.folder, 'cgroup.subtree_control'));
  for (const name of place.controllers.filter((each) => !handedDown.includes(each))) {
    writeControl(join(place.folder, 'cgroup.subtree_control'), `+${name}`);
  }
  makeGroupFolder(folder, actions);
  return cgroupGroup({
    controls: (limits, names) => controlsOf(root, folder, limits, names, cpus),
    folders: () => [folder],
    usage: () => cgroupV2Usage(folder),
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
      swapBytes: countControl('cgroup-v2', join(folder, 'memory.swap.max'), limits.swapBytes ?? 0),
    }),
    ...(wants('cpus', 'cpu.max') && {
      cpus: cpuControl('cgroup-v2', limits, cpus, quotaFiles(root, folder)),
    }),
    ...(wants('cpuSet', 'cpuset.cpus') && limits.cpuSet !== undefined
      ? { cpuSet: cpuSetControl('cgroup-v2', folder, limits.cpuSet, cpus) }
      : {}),
    ...(wants('processes', 'pids.max') && limits.processes !== undefined
      ? { processes: countControl('cgroup-v2', join(folder, 'pids.max'), limits.processes) }
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

function quotaFiles(root: string, folder: string): QuotaFiles {
  return {
    write: (quotaUs) => writeControl(join(folder, 'cpu.max'), `${quotaUs} ${quotaPeriodUs}`),
    read: () => leastAbove(root, folder, readQuotaV2),
  };
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

/** Counters of a group. */
export function cgroupV2Usage(folder: string): GroupUsage {
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

import { join } from 'node:path';
import type { Limits } from '../../../config/schema/limits.ts';
import {
  type FolderActions,
  isWritable,
  kernelFolders,
  readControl,
  readCount,
  readCounter,
  writeControl,
} from './cgroup-files.ts';
import { cgroupGroup, type Controls } from './cgroup-group.ts';
import { CgroupV1Groups, type Controller, readQuota } from './cgroup-v1-groups.ts';
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
import type { GroupUsage, LimitGroup, LimitName, Mechanism } from '../mechanism.ts';

/** Where the tree is and what the machine has; replaced in tests. */
export interface CgroupV1Options {
  /** @default '/sys/fs/cgroup' */
  readonly root?: string;
  /** @default '/proc' */
  readonly procRoot?: string;
  readonly cpus?: readonly number[];
  readonly actions?: FolderActions;
}

/**
 * Control groups of version 1. In each tree a group is made below that of this process, so that
 * whatever limits this process limits the child as well.
 */
export function cgroupV1(options: CgroupV1Options = {}): Mechanism {
  const groups = new CgroupV1Groups(options.root ?? '/sys/fs/cgroup', options.procRoot ?? '/proc');
  return {
    name: 'cgroup-v1',
    detect: () => ({
      memoryBytes: groups.capability('memoryBytes'),
      swapBytes: groups.capability('swapBytes'),
      cpus: groups.capability('cpus'),
      cpuSet: groups.capability('cpuSet'),
      processes: groups.capability('processes'),
    }),
    outer: () => groups.outer(),
    create: () => createGroup(groups, options),
  };
}

function createGroup(groups: CgroupV1Groups, options: CgroupV1Options): LimitGroup {
  const name = newGroupName(options.procRoot);
  const actions = options.actions ?? kernelFolders;
  const cpus = options.cpus ?? machineCpus(options.procRoot);
  const folders = new Map<Controller, string>();
  const made = new Set<string>();

  function make(controller: Controller): string {
    const known = folders.get(controller);
    if (known !== undefined) return known;
    const folder = join(groups.groups(controller)[0]?.folder ?? '/nonexistent', name);
    if (!made.has(folder)) makeGroupFolder(folder, actions);
    made.add(folder);
    folders.set(controller, folder);
    return folder;
  }

  function controls(limits: Limits, names: readonly LimitName[]): Controls {
    const wants = (limit: LimitName): boolean =>
      names.includes(limit) && groups.capability(limit).isEnforced;
    const counting = groups.groups('cpuacct')[0];
    if (counting !== undefined && isWritable(counting.folder)) make('cpuacct');
    return {
      ...(wants('memoryBytes') && { memoryBytes: memoryControl(make('memory'), limits) }),
      ...(wants('swapBytes') && { swapBytes: swapControl(make('memory'), limits) }),
      ...(wants('cpus') && {
        cpus: cpuControl('cgroup-v1', limits, cpus, quotaFiles(make('cpu'))),
      }),
      ...(wants('cpuSet') && limits.cpuSet !== undefined
        ? {
            cpuSet: cpuSetControl(
              'cgroup-v1',
              withMemoryNodes(make('cpuset')),
              limits.cpuSet,
              cpus,
            ),
          }
        : {}),
      ...(wants('processes') && limits.processes !== undefined
        ? { processes: countControl('cgroup-v1', join(make('pids'), 'pids.max'), limits.processes) }
        : {}),
    };
  }

  return cgroupGroup({
    controls,
    folders: () => [...made],
    usage: () => cgroupV1Usage(folders),
    kill: () => undefined,
    actions,
  });
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

function quotaFiles(folder: string): QuotaFiles {
  return {
    write: (quotaUs) =>
      writeControl(join(folder, 'cpu.cfs_period_us'), String(quotaPeriodUs)) ??
      writeControl(join(folder, 'cpu.cfs_quota_us'), String(quotaUs)),
    read: () => readQuota(folder),
  };
}

/** A new group has no memory nodes and takes no process before it has some: all of its parent's. */
function withMemoryNodes(folder: string): string {
  writeControl(join(folder, 'cpuset.mems'), readControl(join(folder, '..', 'cpuset.mems')) ?? '0');
  return folder;
}

function least(left: number | null, right: number | null): number | null {
  return left === null || right === null ? (left ?? right) : Math.min(left, right);
}

/** Counters of the groups of these controllers. */
export function cgroupV1Usage(folders: ReadonlyMap<Controller, string>): GroupUsage {
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

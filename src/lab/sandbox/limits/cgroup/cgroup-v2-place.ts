import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasControl, isWritable, readControl, readCount, readPids } from './cgroup-files.ts';
import type { OuterLimits } from '../limit-report.ts';
import { leastOuter } from '../outer-limits.ts';
import { ownGroups } from './own-groups.ts';

const controllers = ['memory', 'cpu', 'cpuset', 'pids'];

/** The top of the tree of version 2. */
export function cgroupV2Root(): string {
  const unified = '/sys/fs/cgroup/unified';
  return existsSync(join(unified, 'cgroup.controllers')) ? unified : '/sys/fs/cgroup';
}

/** A group below which groups can be made. */
export interface Place {
  readonly folder: string;
  /** Controllers that groups below it have, or may be given. */
  readonly controllers: readonly string[];
}

/** The place with the most controllers, the nearest first; `null` if there is none. */
export function bestPlace(root: string, procRoot: string): Place | null {
  if (!hasControl(join(root, 'cgroup.controllers'))) return null;
  let best: Place | null = null;
  for (const { folder } of ownGroups(root, null, procRoot)) {
    // A process may be moved only by who may write the nearest group above both places.
    if (isWritable(folder) && isWritable(join(folder, 'cgroup.procs'))) {
      const place = { folder, controllers: controllersBelow(folder) };
      if (best === null || place.controllers.length > best.controllers.length) best = place;
    }
    if (limitsAnything(folder)) break;
  }
  return best;
}

/** Files that hold `max`, or nothing, where a group does not limit. */
const limitFiles = [
  'memory.max',
  'memory.high',
  'memory.swap.max',
  'cpu.max',
  'cpuset.cpus',
  'pids.max',
];

/** Whether a group sets a limit of its own, which a group above it would leave. */
export function limitsAnything(folder: string): boolean {
  return limitFiles.some((name) => !['max', undefined].includes(readWords(join(folder, name))[0]));
}

/**
 * Controllers that are handed down already, and those that could be: a group that holds processes
 * itself may hand down none, except at the very top, which alone has no `cgroup.events`.
 */
function controllersBelow(folder: string): readonly string[] {
  const handedDown = readWords(join(folder, 'cgroup.subtree_control'));
  const isTop = !hasControl(join(folder, 'cgroup.events'));
  const mayHandDown =
    isWritable(join(folder, 'cgroup.subtree_control')) && (isTop || readPids(folder).length === 0);
  const available = mayHandDown ? readWords(join(folder, 'cgroup.controllers')) : [];
  return controllers.filter((name) => handedDown.includes(name) || available.includes(name));
}

/** What the group of this process, and those above it, allow. */
export function cgroupV2Outer(root: string, procRoot?: string): OuterLimits {
  const groups = ownGroups(root, null, procRoot);
  const memoryBytes = leastOuter(groups, 'cgroup-v2', (folder) =>
    readCount(join(folder, 'memory.max')),
  );
  const cpus = leastOuter(groups, 'cgroup-v2', readQuotaV2);
  const processes = leastOuter(groups, 'cgroup-v2', (folder) =>
    readCount(join(folder, 'pids.max')),
  );
  return {
    ...(memoryBytes && { memoryBytes }),
    ...(cpus && { cpus }),
    ...(processes && { processes }),
  };
}

/** CPUs by `cpu.max`, which holds a quota and a period; `null` for `max`. */
export function readQuotaV2(folder: string): number | null {
  const [quotaUs, periodUs] = readWords(join(folder, 'cpu.max')).map(Number);
  if (quotaUs === undefined || periodUs === undefined || !Number.isFinite(quotaUs)) return null;
  return quotaUs / periodUs;
}

/** The words in a control file; none where it cannot be read. */
export function readWords(path: string): readonly string[] {
  return (readControl(path) ?? '').split(/\s+/).filter((word) => word !== '');
}

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A mount of control groups: where, and which group stands at its top. */
interface GroupMount {
  readonly folder: string;
  readonly top: string;
}

/** A v1 group without a limit says the largest number of pages. */
const unlimitedBytes = 2 ** 60;

/**
 * The bytes that a process may take by its control group and those above it; `null` where there is no
 * limit, or none to see.
 */
export function memoryLimitOf(pid: number): number | null {
  const limits = limitedGroupsOf(pid).map(({ limitBytes }) => limitBytes);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** A control group that limits memory. */
export interface LimitedGroup {
  readonly folder: string;
  readonly isV2: boolean;
  readonly limitBytes: number;
}

/** The group of a process and all above it, as far as they limit memory. */
export function limitedGroupsOf(pid: number): readonly LimitedGroup[] {
  return limitedGroupsIn(read(`/proc/${pid}/cgroup`), read('/proc/self/mountinfo'));
}

/** As `limitedGroupsOf`, by the texts of `/proc/PID/cgroup` and `/proc/self/mountinfo`. */
export function limitedGroupsIn(groups: string, mounts: string): readonly LimitedGroup[] {
  return groups.split('\n').flatMap((line) => {
    const [, hierarchy, controllers = '', path = ''] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    const isV2 = hierarchy === '0' && controllers === '';
    if (!isV2 && !controllers.split(',').includes('memory')) return [];
    const mount = mountOf(mounts, isV2);
    if (mount === null) return [];
    return limitedFrom(mount, path, isV2);
  });
}

function limitedFrom(
  { folder: mounted, top }: GroupMount,
  path: string,
  isV2: boolean,
): readonly LimitedGroup[] {
  const file = isV2 ? 'memory.max' : 'memory.limit_in_bytes';
  const inside = relative(top, path);
  const parts = inside.startsWith('..') || inside === '' ? [] : inside.split('/');
  return [...Array(parts.length + 1).keys()].flatMap((length) => {
    const folder = join(mounted, ...parts.slice(0, length));
    const limitBytes = Number(read(join(folder, file)) || 'none');
    const isLimited = Number.isFinite(limitBytes) && limitBytes < unlimitedBytes;
    return isLimited ? [{ folder, isV2, limitBytes }] : [];
  });
}

/** In a line of mountinfo: root and mount point are the fields 4 and 5, the type stands behind ` - `. */
function mountOf(mounts: string, isV2: boolean): GroupMount | null {
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [type = '', , options = ''] = after.split(' ');
    const isWanted = isV2
      ? type === 'cgroup2'
      : type === 'cgroup' && options.split(',').includes('memory');
    const [, , , top, folder] = before.split(' ');
    if (isWanted && top !== undefined && folder !== undefined) return { folder, top };
  }
  return null;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

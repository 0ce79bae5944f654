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
  return memoryLimitIn(read(`/proc/${pid}/cgroup`), read('/proc/self/mountinfo'));
}

/** As `memoryLimitOf`, by the texts of `/proc/PID/cgroup` and `/proc/self/mountinfo`. */
export function memoryLimitIn(groups: string, mounts: string): number | null {
  const limits = groups.split('\n').flatMap((line) => {
    const [, hierarchy, controllers = '', path = ''] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    const isV2 = hierarchy === '0' && controllers === '';
    if (!isV2 && !controllers.split(',').includes('memory')) return [];
    const mount = mountOf(mounts, isV2);
    if (mount === null) return [];
    return limitsFrom(mount, path, isV2 ? 'memory.max' : 'memory.limit_in_bytes');
  });
  return limits.length === 0 ? null : Math.min(...limits);
}

/** The limits of a group and of all above it. */
function limitsFrom({ folder, top }: GroupMount, path: string, file: string): readonly number[] {
  const inside = relative(top, path);
  const parts = inside.startsWith('..') || inside === '' ? [] : inside.split('/');
  return [...Array(parts.length + 1).keys()].flatMap((length) => {
    const limit = Number(read(join(folder, ...parts.slice(0, length), file)) || 'none');
    return Number.isFinite(limit) && limit < unlimitedBytes ? [limit] : [];
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

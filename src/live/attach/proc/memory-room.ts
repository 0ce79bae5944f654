import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LimitedGroup, limitedGroupsOf } from './memory-limit.ts';

/** A limit, and what counts against it now. */
export interface MemoryRoom {
  readonly limitBytes: number;
  /** What the kernel cannot take back: pages of files that it can read again are left out. */
  readonly usedBytes: number;
  /**
   * `group`: of all processes of a control group; `given`: of this process, by its owner's word;
   * `maxmemory`: what a Redis allows itself.
   */
  readonly limitedBy: 'group' | 'given' | 'maxmemory';
}

/** The room of a process within bytes that its owner names; `null` where it has ended. */
export function givenRoomOf(pid: number, limitBytes: number): MemoryRoom | null {
  const usedBytes = privateBytesOf(pid);
  return usedBytes === null ? null : { limitBytes, usedBytes, limitedBy: 'given' };
}

/** The least room among the control groups of a process; `null` where none limits memory. */
export function groupRoomOf(pid: number): MemoryRoom | null {
  return leastRoom(limitedGroupsOf(pid));
}

export function leastRoom(groups: readonly LimitedGroup[]): MemoryRoom | null {
  const rooms = groups.flatMap((group): MemoryRoom[] => {
    const usedBytes = usedBytesOf(group);
    if (usedBytes === null) return [];
    return [{ limitBytes: group.limitBytes, usedBytes, limitedBy: 'group' }];
  });
  const [least = null] = rooms.toSorted(
    (a, b) => a.limitBytes - a.usedBytes - (b.limitBytes - b.usedBytes),
  );
  return least;
}

/** Bytes of a process that stand in no file: its memory and what of it was swapped out. */
export function privateBytesOf(pid: number): number | null {
  const text = read(`/proc/${pid}/status`);
  if (text === null) return null;
  const kilobytes = (name: string): number =>
    Number(new RegExp(String.raw`^${name}:\s+(\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  // A process on its way out has none of these lines.
  const sum = kilobytes('RssAnon') + kilobytes('RssShmem') + kilobytes('VmSwap');
  return sum === 0 ? null : sum * 1024;
}

/** Files in memory (`tmpfs`) cannot be taken back, although they count as pages of files. */
function usedBytesOf({ folder, isV2 }: LimitedGroup): number | null {
  const current = read(join(folder, isV2 ? 'memory.current' : 'memory.usage_in_bytes'));
  const stat = read(join(folder, 'memory.stat'));
  if (current === null || stat === null) return null;
  const figure = (name: string): number =>
    Number(new RegExp(String.raw`^${name} (\d+)$`, 'm').exec(stat)?.[1] ?? 0);
  const reclaimable = isV2
    ? figure('file') - figure('shmem') + figure('slab_reclaimable')
    : figure('total_cache') - figure('total_shmem');
  return Math.max(0, Number(current) - reclaimable);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

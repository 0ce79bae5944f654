import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MemoryRegion, readRegions, regionAt } from '../../proc/memory-regions.ts';
import type { MemoryRange } from '../../proc/process-memory.ts';

/** The stacks of a process in use, and whether those of all threads are known. */
export interface ThreadStacks {
  readonly ranges: readonly MemoryRange[];
  readonly areAllKnown: boolean;
}

/** Stacks are no larger, but a whole region may be. */
const mostStackBytes = 2 ** 24;

/** A thread that runs is waited for: on a busy machine many run now and then. */
const mostTries = 50;
const pauseMs = 10;

/**
 * Where the stacks of all threads are in use. Each is taken at a moment at which its thread waits in the
 * kernel: one that runs does not say how far. One that never waits meanwhile stays unknown.
 */
export async function threadStacks(pid: number): Promise<ThreadStacks> {
  const known = new Map<number, MemoryRange>();
  for (let attempt = 1; ; attempt++) {
    const regions = readRegions(pid);
    const threads = threadsOf(pid);
    for (const thread of threads) {
      if (known.has(thread)) continue;
      const range = thread === pid ? mainStack(pid, regions) : stackOf(pid, thread, regions);
      if (range !== null) known.set(thread, range);
    }
    const areAllKnown = threads.every((thread) => known.has(thread));
    if (areAllKnown || attempt === mostTries) return { ranges: [...known.values()], areAllKnown };
    await sleep(pauseMs);
  }
}

function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

function mainStack(pid: number, regions: readonly MemoryRegion[]): MemoryRange | null {
  const known = stackOf(pid, pid, regions);
  if (known !== null) return known;
  const region = regions.find(({ path }) => path === '[stack]');
  return region === undefined ? null : upTo(region.start, region);
}

function stackOf(
  pid: number,
  thread: number,
  regions: readonly MemoryRegion[],
): MemoryRange | null {
  const pointer = stackPointer(pid, thread);
  const region = pointer === null ? null : regionAt(regions, pointer);
  return pointer === null || region === null ? null : upTo(pointer - (pointer % 8), region);
}

function upTo(address: number, { end }: MemoryRegion): MemoryRange {
  return { address, bytes: Math.min(end - address, mostStackBytes) };
}

/** The line ends in stack pointer and program counter, where the thread waits in the kernel. */
function stackPointer(pid: number, thread: number): number | null {
  try {
    const words = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'utf8').trim().split(' ');
    const pointer = Number(words.at(-2));
    return words.length >= 3 && Number.isSafeInteger(pointer) && pointer > 0 ? pointer : null;
  } catch {
    return null;
  }
}

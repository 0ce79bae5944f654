import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MemoryRegion, readRegions, regionAt } from '../../proc/memory-regions.ts';
import type { MemoryRange } from '../../proc/process-memory.ts';

/** The stacks of a process in use, and whether those of all threads are known. */
export interface ThreadStacks {
  readonly ranges: readonly MemoryRange[];
  readonly areAllKnown: boolean;
}

/** What the kernel tells of the threads of a process. */
export interface ThreadSource {
  readonly threads: () => readonly number[];
  /** Of one that waits in the kernel; `null` of one that runs or could. */
  readonly stackPointer: (thread: number) => number | null;
  /** What it ran so far. */
  readonly ranMs: (thread: number) => number;
  readonly regions: () => readonly MemoryRegion[];
  readonly pause: () => Promise<void>;
}

/** Stacks are no larger, but a whole region may be. */
const mostStackBytes = 2 ** 24;

/**
 * A thread that runs is waited for until it has run that long: on a busy machine one that has little to do
 * wants a CPU for seconds.
 */
const mostRunMs = 400;
const mostTries = 500;
const pauseMs = 10;

/**
 * Where the stacks of all threads are in use. Each is taken at a moment at which its thread waits in the
 * kernel: one that runs does not say how far. One that never waits meanwhile stays unknown.
 */
export async function threadStacks(
  pid: number,
  source: ThreadSource = threadsOf(pid),
): Promise<ThreadStacks> {
  const known = new Map<number, MemoryRange>();
  const ranBefore = new Map<number, number>();
  const mayWait = (thread: number): boolean => {
    const ranMs = source.ranMs(thread);
    const before = ranBefore.get(thread) ?? ranMs;
    ranBefore.set(thread, before);
    return ranMs - before < mostRunMs;
  };
  let regions = source.regions();
  for (let attempt = 1; ; attempt++) {
    const threads = source.threads();
    // A new thread has a new stack.
    if (attempt > 1 && threads.some((thread) => !ranBefore.has(thread) && !known.has(thread)))
      regions = source.regions();
    for (const thread of threads) {
      if (known.has(thread)) continue;
      const range =
        thread === pid ? mainStack(source, pid, regions) : stackOf(source, thread, regions);
      if (range !== null) known.set(thread, range);
    }
    const unknown = threads.filter((thread) => !known.has(thread));
    const goesOn = unknown.length > 0 && attempt < mostTries && unknown.every(mayWait);
    if (!goesOn) return { ranges: [...known.values()], areAllKnown: unknown.length === 0 };
    await source.pause();
  }
}

function threadsOf(pid: number): ThreadSource {
  const folder = `/proc/${pid}/task`;
  return {
    threads: () => {
      try {
        return readdirSync(folder).map(Number);
      } catch {
        return [];
      }
    },
    stackPointer: (thread) => stackPointerIn(`${folder}/${thread}/syscall`),
    ranMs: (thread) => {
      try {
        return Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
      } catch {
        // A kernel that does not count it: as if it had run all the time.
        return performance.now();
      }
    },
    regions: () => readRegions(pid),
    pause: () => sleep(pauseMs),
  };
}

function mainStack(
  source: ThreadSource,
  pid: number,
  regions: readonly MemoryRegion[],
): MemoryRange | null {
  const known = stackOf(source, pid, regions);
  if (known !== null) return known;
  const region = regions.find(({ path }) => path === '[stack]');
  return region === undefined ? null : upTo(region.start, region);
}

function stackOf(
  source: ThreadSource,
  thread: number,
  regions: readonly MemoryRegion[],
): MemoryRange | null {
  const pointer = source.stackPointer(thread);
  const region = pointer === null ? null : regionAt(regions, pointer);
  return pointer === null || region === null ? null : upTo(pointer - (pointer % 8), region);
}

function upTo(address: number, { end }: MemoryRegion): MemoryRange {
  return { address, bytes: Math.min(end - address, mostStackBytes) };
}

/** The line ends in stack pointer and program counter, where the thread waits in the kernel. */
function stackPointerIn(file: string): number | null {
  try {
    const words = readFileSync(file, 'utf8').trim().split(' ');
    const pointer = Number(words.at(-2));
    return words.length >= 3 && Number.isSafeInteger(pointer) && pointer > 0 ? pointer : null;
  } catch {
    return null;
  }
}

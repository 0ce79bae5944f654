import type { ElfFile } from '../../proc/elf-file.ts';
import { readSymbols } from '../../proc/elf-symbols.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoModule } from '../program/module-data.ts';
import type { GoHeap } from '../heap/go-heap.ts';
import { goPageBytes } from '../heap/span-table.ts';

/** What the runtime counts for its collector. Bytes are those of objects, as in `GODEBUG=gctrace=1`. */
export interface RuntimeCounters {
  /** Cycles that have marked everything: `runtime.MemStats.NumGC`. */
  readonly cycles: number;
  /** Whether a cycle is marking now. */
  readonly isMarking: boolean;
  /** Live after the last cycle and allocated since. */
  readonly heapLiveBytes: number;
  /** What the last cycle found live. */
  readonly heapMarkedBytes: number;
  /** Where the next cycle wants to end (`/gc/heap/goal:bytes`); `null` where none is due. */
  readonly heapGoalBytes: number | null;
  /** Spans that hold objects, whole (`runtime.MemStats.HeapInuse`). */
  readonly heapInUseBytes: number;
  /** `GOGC`; `null` for off. */
  readonly gcPercent: number | null;
  /** `GOMEMLIMIT`; `null` for none. */
  readonly memoryLimitBytes: number | null;
}

/** Above every real number of bytes: the runtime says "none" by the largest integers. */
const none = 2 ** 62;
const percentsOff = -1;
const headroomShare = 0.03;
const leastHeadroomBytes = 2 ** 20;
const leastRunwayBytes = 64 * 1024;
const mostLooks = 5;

/** Reads the counters of the collector. */
export class CollectorCounters {
  readonly #memory: ProcessMemory;
  readonly #layout: GoLayout;
  readonly #heap: GoHeap;
  /** Address of the runtime's `gcController`; `null` where it is not found. */
  readonly #address: number | null;

  constructor(
    elf: ElfFile,
    bias: number,
    module: GoModule,
    memory: ProcessMemory,
    layout: GoLayout,
    heap: GoHeap,
  ) {
    this.#memory = memory;
    this.#layout = layout;
    this.#heap = heap;
    const [symbol] = readSymbols(elf, { kind: 'object', prefix: 'runtime.gcController' });
    this.#address = symbol === undefined ? this.#search(module) : symbol.value + bias;
  }

  /** The counters of this moment; `null` where the program does not show where they are. */
  read(): RuntimeCounters | null {
    const bytes = this.#address === null ? null : this.#memory.read(this.#address, this.#bytes);
    if (bytes === null) return null;
    const at = this.#layout.gcController;
    const gcPercent = bytes.readInt32LE(at.gcPercent);
    const memoryLimit = readWord(bytes, at.memoryLimit);
    const goal = this.#goal(bytes);
    return {
      cycles: this.#heap.readSweepgen() / 2,
      isMarking: readWord(bytes, at.triggered) < none,
      heapLiveBytes: readWord(bytes, at.heapLive),
      heapMarkedBytes: readWord(bytes, at.heapMarked),
      heapGoalBytes: goal < none ? goal : null,
      heapInUseBytes: readWord(bytes, at.heapInUse),
      gcPercent: gcPercent === percentsOff ? null : gcPercent,
      memoryLimitBytes: memoryLimit < none ? memoryLimit : null,
    };
  }

  get #bytes(): number {
    return Math.max(...Object.values(this.#layout.gcController)) + 8;
  }

  /** As the runtime's `heapGoalInternal` computes it. */
  #goal(bytes: Buffer): number {
    const at = this.#layout.gcController;
    const byPercent = readWord(bytes, at.gcPercentHeapGoal);
    const byLimit = this.#goalByLimit(bytes);
    if (byLimit < byPercent) return byLimit;
    const goal = Math.max(byPercent, readWord(bytes, at.sweepDistMinTrigger));
    const triggered = readWord(bytes, at.triggered);
    return triggered < none ? Math.max(goal, triggered + leastRunwayBytes) : goal;
  }

  /** As the runtime's `memoryLimitHeapGoal` computes it. */
  #goalByLimit(bytes: Buffer): number {
    const at = this.#layout.gcController;
    const limit = readWord(bytes, at.memoryLimit);
    if (limit >= none) return limit;
    const mapped = readWord(bytes, at.mappedReady);
    const marked = readWord(bytes, at.heapMarked);
    const allocated = readWord(bytes, at.totalAlloc) - readWord(bytes, at.totalFree);
    const nonHeap = mapped - readWord(bytes, at.heapFree) - allocated;
    const goal = limit - nonHeap - Math.max(0, mapped - limit);
    if (goal <= 0) return marked;
    const headroom = Math.max(leastHeadroomBytes, Math.floor(goal / 100) * headroomShare * 100);
    return Math.max(marked, goal < 2 * headroom ? headroom : goal - headroom);
  }

  /**
   * Where there are no symbols: the counter of bytes in use says the same as the heap's counter of
   * pages, and what stands around it is what belongs there.
   */
  #search({ noptrbss, bss }: GoModule): number | null {
    const { heapInUse } = this.#layout.gcController;
    for (let look = 0; look < mostLooks; look++) {
      for (const { start, end } of [noptrbss, bss]) {
        const wanted = this.#heap.readPagesInUse() * goPageBytes;
        const bytes = this.#memory.read(start, end - start);
        if (bytes === null || wanted === 0) continue;
        for (let at = heapInUse; at + 56 <= bytes.length; at += 8) {
          if (readWord(bytes, at) !== wanted) continue;
          if (this.#isController(bytes, at - heapInUse)) return start + at - heapInUse;
        }
      }
    }
    return null;
  }

  #isController(bytes: Buffer, from: number): boolean {
    const at = this.#layout.gcController;
    const percent = bytes.readInt32LE(from + at.gcPercent);
    const least = readWord(bytes, from + at.heapMinimum);
    const isLeast = [2 ** 22, 2 ** 19].some(
      (base) => least === base || least === Math.floor((base * percent) / 100),
    );
    const mapped = readWord(bytes, from + at.mappedReady);
    return (
      percent >= percentsOff &&
      isLeast &&
      mapped >= readWord(bytes, from + at.heapInUse) &&
      readWord(bytes, from + at.totalAlloc) >= readWord(bytes, from + at.totalFree) &&
      readWord(bytes, from + at.memoryLimit) > 0
    );
  }
}

import { performance } from 'node:perf_hooks';
import type { CollectorLook } from '../collector/collector-look.ts';
import { readRegions } from '../proc/memory-regions.ts';
import type { ProcessMemory } from '../proc/process-memory.ts';
import { heapFigures, type HeapFigures } from './heap-figures.ts';
import { type HeapPage, readHeapPages } from './heap/heap-page.ts';
import { type NodeLayout, pageBytes } from './layout/node-layout.ts';

/** Pages are looked for that often at most: there may be thousands. */
const pagesEveryMs = 5000;

/** What memory tells of V8's collector, from look to look. */
export class HeapWatch {
  readonly #memory: ProcessMemory;
  readonly #pid: number;
  readonly #layout: NodeLayout;
  #heapByPage = new Map<number, number>();
  #heaps: readonly HeapFigures[] = [];
  #pagesAtMs = Number.NEGATIVE_INFINITY;

  constructor(memory: ProcessMemory, pid: number, layout: NodeLayout) {
    this.#memory = memory;
    this.#pid = pid;
    this.#layout = layout;
  }

  /** Takes over the pages that a full look has found. */
  take(pages: readonly HeapPage[]): void {
    this.#heapByPage = new Map(pages.map(({ base, heap }) => [base, heap]));
    this.#heaps = heapFigures(this.#memory, pages, this.#layout);
    this.#pagesAtMs = performance.now();
  }

  /** A table has grown, and with it the heap: the next look is for pages, too. */
  expectMore(): void {
    this.#pagesAtMs = Number.NEGATIVE_INFINITY;
  }

  /** How often the heap in which an object lies has collected by now; `null` where that is not known. */
  cyclesNow(): (pointer: number) => number | null {
    const counts = new Map<number, number | null>();
    const [only, ...others] = this.#heaps;
    return (pointer) => {
      const base = Math.floor(pointer / pageBytes) * pageBytes;
      // A page that is new since the pages were looked for.
      const alone = others.length === 0 && only !== undefined ? Number(only.heap) : null;
      const heap = this.#heapByPage.get(base) ?? alone;
      if (heap === null) return null;
      const known = counts.get(heap);
      if (known !== undefined) return known;
      const count = this.#count(heap, this.#layout.collections?.all);
      counts.set(heap, count);
      return count;
    };
  }

  /** `null` before the first full look. */
  look(): CollectorLook | null {
    if (performance.now() - this.#pagesAtMs >= pagesEveryMs)
      this.take(readHeapPages(this.#memory, readRegions(this.#pid), this.#layout));
    const [largest] = this.#heaps;
    if (largest === undefined) return null;
    const spaces = new Map<string, number>();
    for (const { name, bytes } of this.#heaps.flatMap((heap) => heap.spaces))
      spaces.set(name, (spaces.get(name) ?? 0) + bytes);
    return {
      atMs: performance.timeOrigin + performance.now(),
      readFrom: 'memory',
      cycles: this.#count(Number(largest.heap), this.#layout.collections?.all),
      majorCycles: this.#count(Number(largest.heap), this.#layout.collections?.major),
      isMarking: null,
      heapBytes: [...spaces.values()].reduce((sum, bytes) => sum + bytes, 0),
      markedBytes: null,
      goalBytes: null,
      spaces: [...spaces].map(([name, bytes]) => ({ name, bytes })),
    };
  }

  #count(heap: number, offset: number | null | undefined): number | null {
    if (offset === null || offset === undefined) return null;
    return this.#memory.read(heap + offset, 4)?.readUInt32LE(0) ?? null;
  }
}

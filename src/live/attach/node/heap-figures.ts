import type { ProcessMemory } from '../proc/process-memory.ts';
import type { HeapPage } from './heap/heap-page.ts';
import type { NodeLayout } from './layout/node-layout.ts';

/** The heap of one isolate: that of the main thread, or of a worker. */
export interface HeapFigures {
  /** Its address, in hexadecimal. */
  readonly heap: string;
  /** Garbage collections so far, and those of the whole heap; `null` where the build does not tell. */
  readonly collections: number | null;
  readonly majorCollections: number | null;
  readonly spaces: readonly SpaceFigures[];
}

export interface SpaceFigures {
  /** As `v8.getHeapSpaceStatistics` names it. */
  readonly name: string;
  readonly pages: number;
  /** Bytes of its pages. */
  readonly bytes: number;
}

/** What memory tells of the heaps of a process, largest first. */
export function heapFigures(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
  { collections }: Pick<NodeLayout, 'collections'>,
): readonly HeapFigures[] {
  const heaps = [...new Set(pages.map(({ heap }) => heap))].filter((heap) => heap !== 0);
  const counter = (heap: number, offset: number | null | undefined): number | null =>
    offset === null || offset === undefined
      ? null
      : (memory.read(heap + offset, 4)?.readUInt32LE(0) ?? null);
  return heaps
    .map((heap) => ({
      heap: `0x${heap.toString(16)}`,
      collections: counter(heap, collections?.all),
      majorCollections: counter(heap, collections?.major),
      spaces: spacesOf(pages.filter((page) => page.heap === heap)),
    }))
    .toSorted((a, b) => bytesOf(b) - bytesOf(a));
}

function spacesOf(pages: readonly HeapPage[]): readonly SpaceFigures[] {
  return [...new Set(pages.map(({ space }) => space))].toSorted().map((name) => {
    const own = pages.filter(({ space }) => space === name);
    return { name, pages: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
}

function bytesOf({ spaces }: HeapFigures): number {
  return spaces.reduce((sum, { bytes }) => sum + bytes, 0);
}

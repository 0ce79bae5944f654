import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { HeapPage } from '../heap/heap-page.ts';
import { pageBytes } from './node-layout.ts';

/**
 * Visits the objects of every page of small objects. The bytes are those of one buffer; `halves` are
 * the same bytes as halves of words.
 */
export function readSmallPages(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
  visit: (bytes: Buffer, halves: Int32Array) => void,
): void {
  const buffer = Buffer.allocUnsafeSlow(pageBytes);
  for (const { heap, isLarge, start, end } of pages) {
    if (heap === 0 || isLarge) continue;
    const bytes = buffer.subarray(0, end - start);
    if (!memory.readInto(start, bytes)) continue;
    visit(bytes, new Int32Array(buffer.buffer, 0, Math.floor(bytes.length / 4)));
  }
}

import type { MemoryReader } from './map-context.ts';

const controlBytes = 8;
const emptySlot = 0x80;
const deletedSlot = 0xfe;

/**
 * Entries of a group by its control word, 8 bytes that come from hashes; `null` if it is none. The
 * slots behind it, with keys and values, are never read.
 */
export function controlEntries(memory: MemoryReader, group: number): number | null {
  const word = memory.read(group, controlBytes);
  if (word === null) return null;
  let entries = 0;
  let isZero = true;
  for (const control of word) {
    if (control !== 0) isZero = false;
    if (control < emptySlot) entries += 1;
    else if (control !== emptySlot && control !== deletedSlot) return null;
  }
  // Eight hashes of 0 are far less likely than eight bytes that nobody has written.
  return isZero ? null : entries;
}

import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import { type ArenaMap, arenaBytes } from './arena-map.ts';
import { inlineMarkBytes } from './inline-marks.ts';
import type { HeapObject } from './heap-object.ts';
import { goPageBytes, type SpanTable } from './span-table.ts';

const mostSmallBytes = 512;
/** Words of larger objects are not looked at: the pattern of a bucket is seen long before. */
const mostMaskedBytes = 4096;

/**
 * Which words of an object are pointers, a bit each, lowest first, as far as the heap keeps it: of
 * small objects behind them on their page (1.22 and later), of the first words of all before.
 */
export function pointerMask(
  memory: ProcessMemory,
  layout: GoLayout,
  arenas: ArenaMap,
  spans: SpanTable,
  object: HeapObject,
): Buffer | null {
  if (!object.hasPointers) return null;
  const words = Math.min(object.bytes, mostMaskedBytes) / 8;
  if (!layout.hasMallocHeaders) return maskInArena(memory, layout, arenas, object, words);
  const row = spans.rowAt(object.address);
  if (object.bytes > mostSmallBytes || row < 0) return null;
  const bytes = (spans.pages[row] ?? 0) * goPageBytes;
  const end = (spans.start[row] ?? 0) + bytes - (layout.hasInlineMarks ? inlineMarkBytes : 0);
  return readBits(memory, end - bytes / 64, object.slot * (object.bytes / 8), words);
}

function readBits(
  memory: ProcessMemory,
  address: number,
  firstBit: number,
  bits: number,
): Buffer | null {
  const from = firstBit >> 3;
  const bytes = memory.read(address + from, ((firstBit + bits - 1) >> 3) - from + 1);
  if (bytes === null) return null;
  const found = Buffer.alloc(Math.ceil(bits / 8));
  for (let index = 0; index < found.length; index++) {
    const pair = (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8);
    found[index] = pair >> (firstBit & 7);
  }
  return found;
}

/** A byte per four words: their pointer bits are the lower half of it. */
function maskInArena(
  memory: ProcessMemory,
  { heapArena }: GoLayout,
  arenas: ArenaMap,
  { address }: HeapObject,
  words: number,
): Buffer | null {
  const metadata = arenas.metadataOf(address);
  if (metadata === null) return null;
  const first = (address % arenaBytes) / 8;
  const at = metadata + heapArena.bitmap + Math.floor(first / 4);
  const bytes = memory.read(at, Math.ceil(words / 4) + 1);
  if (bytes === null) return null;
  const mask = Buffer.alloc(Math.ceil(words / 8));
  for (let word = 0; word < words; word++) {
    const place = (first % 4) + word;
    const bit = ((bytes[place >> 2] ?? 0) >> (place & 3)) & 1;
    mask[word >> 3] = (mask[word >> 3] ?? 0) | (bit << (word & 7));
  }
  return mask;
}

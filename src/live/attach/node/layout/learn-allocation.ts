import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { HeapPage } from '../heap/heap-page.ts';
import { type NodeLayout, pageBytes } from './node-layout.ts';

/** An isolate keeps its allocation areas at its start, and its heap behind them. */
const searchedBytes = 2 ** 17;
const pieceBytes = 2 ** 12;
const areaBytes = 24;
/** Of a space; its figures lie within. */
const spaceBytes = 0x200;
/** The first page of a list, which each space has at this place, is not what is searched for. */
const firstPageInSpace = 0x28;

/**
 * Finds out where an isolate says what it allocates from, by a process with one isolate whose young
 * generation has more than one page in use.
 *
 * @throws SandboxError `invalid` where no place fits
 */
export function learnAllocation(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
): Pick<NodeLayout, 'areasBeforeHeap' | 'currentPageInSpace'> {
  const heap = pages.find((page) => page.heap !== 0)?.heap ?? 0;
  const { distance, page } = youngArea(memory, heap, pages);
  const space = memory.read(page.owner, spaceBytes) ?? Buffer.alloc(0);
  for (let at = firstPageInSpace + 8; at + 8 <= space.length; at += 8)
    if (readWord(space, at) === page.recordAt) {
      return { areasBeforeHeap: distance, currentPageInSpace: at };
    }
  throw unknown('current page');
}

/** Three addresses in order on a page of the young generation, and next to them three of an old one. */
function youngArea(
  memory: ProcessMemory,
  heap: number,
  pages: readonly HeapPage[],
): { readonly distance: number; readonly page: HeapPage } {
  const found: { readonly distance: number; readonly page: HeapPage }[] = [];
  const bytes = readBefore(memory, heap);
  const byBase = new Map(pages.map((page) => [page.base, page]));
  for (let distance = areaBytes * 2; distance <= bytes.length; distance += 8) {
    const at = bytes.length - distance;
    const young = areaPage(bytes, at, byBase);
    if (young === null || !young.isYoung || young.isVacated || young.isLarge) continue;
    const old = areaPage(bytes, at + areaBytes, byBase);
    const hasNoOld = bytes.readBigUInt64LE(at + areaBytes + 16) === 0n;
    if (hasNoOld || (old !== null && !old.isYoung)) found.push({ distance, page: young });
  }
  const [only, another] = found;
  if (only === undefined || another !== undefined) throw unknown('allocation areas');
  return only;
}

/** What lies before an address, as far as it is mapped. */
function readBefore(memory: ProcessMemory, address: number): Buffer {
  const pieces: Buffer[] = [];
  for (let before = pieceBytes; before <= searchedBytes; before += pieceBytes) {
    const piece = memory.read(address - before, pieceBytes);
    if (piece === null) break;
    pieces.unshift(piece);
  }
  return Buffer.concat(pieces);
}

function areaPage(
  bytes: Buffer,
  offset: number,
  pages: ReadonlyMap<number, HeapPage>,
): HeapPage | null {
  const start = readWord(bytes, offset);
  // Objects are tagged; the bounds of areas are not.
  if (start === 0 || start % 8 !== 0) return null;
  const page = pages.get(start - (start % pageBytes));
  if (page === undefined || start < page.start) return null;
  const [top, limit] = [readWord(bytes, offset + 8), readWord(bytes, offset + 16)];
  const isArea = top % 8 === 0 && limit % 8 === 0 && start <= top && top <= limit;
  return isArea && limit <= page.end ? page : null;
}

function unknown(what: string): SandboxError {
  return new SandboxError(
    'invalid',
    `expected a heap as V8 11 to 14 lay it out: found no ${what} in a child of the same executable`,
  );
}

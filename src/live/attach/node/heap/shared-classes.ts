import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { HeapPage } from './heap-page.ts';
import type { HiddenClass, HiddenClasses } from './hidden-classes.ts';

/** The classes that all isolates share: those of V8's own tables are among them. */
export function readSharedClasses(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
  classes: HiddenClasses,
): readonly HiddenClass[] {
  const found: HiddenClass[] = [];
  const pieces = pages.filter(({ heap }) => heap === 0).flatMap((page) => piecesOf(memory, page));
  // A class of classes is its own class.
  const metas = new Set(
    pieces.flatMap(({ address, bytes }) =>
      offsetsIn(bytes)
        .filter((at) => readWord(bytes, at) === address + at + 1)
        .map((at) => address + at + 1),
    ),
  );
  for (const { address, bytes } of pieces)
    for (const at of offsetsIn(bytes)) {
      if (!metas.has(readWord(bytes, at))) continue;
      const hiddenClass = classes.at(address + at + 1);
      if (hiddenClass !== null) found.push(hiddenClass);
    }
  return found;
}

interface Piece {
  readonly address: number;
  readonly bytes: Buffer;
}

const pieceBytes = 2 ** 12;

/** What of a page can be read: parts that nothing uses may be taken away. */
function piecesOf(memory: ProcessMemory, { base, start, end }: HeapPage): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let from = base; from < end; from += pieceBytes) {
    const address = Math.max(from, start);
    const bytes = memory.read(address, Math.min(end, from + pieceBytes) - address);
    if (bytes !== null) pieces.push({ address, bytes });
  }
  return pieces;
}

function offsetsIn(bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) => index * 8);
}

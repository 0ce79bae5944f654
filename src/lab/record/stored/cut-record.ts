import {
  type ScannedLists,
  type ScannerExports,
  recordScanner,
  scanStatus,
} from './record-scanner.ts';
import type { Pieces } from './raw-text.ts';

/** A cell of a record of version 1 whose parts are parsed one after the other, before the next cell is read. */
export interface CutCell {
  /**
   * The cell as JSON; in the place of the counts of a process stands where they are in `counts`, in the
   * place of the pairs of a histogram their number in `lists`.
   */
  readonly rest: string;
  /** As JSON without blanks: processes that counted the same have the same bytes. */
  readonly counts: readonly Buffer[];
  /** The pairs of histograms, which were looked at, so that nobody has to parse them. */
  readonly lists: ScannedLists;
  /** How many of them are of this cell. */
  readonly histograms: number;
}

/** A document of so many bytes has fewer lists and objects than are allowed, whatever is in it. */
const mostBytes = 8 * 2 ** 20;

/**
 * For what a cell of most records has. More is memory outside of the heap, for which V8 would collect garbage
 * in all of it once more.
 */
const usualRoom = 448 * 2 ** 10;

/** Bytes for each kind of part of one cell: the least first, and those that are enough for any. */
export function roomsFor({ bytes }: Pieces): readonly number[] {
  return bytes > usualRoom ? [usualRoom, 3 * bytes] : [3 * bytes + 64];
}

/**
 * Cuts a record into its parts, which are the document where all of them are JSON.
 *
 * @param room for the parts of a cell, as of `roomsFor`
 * @param takeCell parses a cell
 * @returns the document as JSON, with 0 in the place of each cell; `null` for what is none, or has something
 *   where a part should be: it is parsed whole
 */
export function cutRecord(
  pieces: Pieces,
  room: number,
  takeCell: (cell: CutCell) => void,
): string | null {
  if (pieces.bytes > mostBytes) return null;
  const scanner = recordScanner();
  if (scanner?.begin(pieces.bytes, room) !== 1) return null;
  const memory = Buffer.from(scanner.memory.buffer);
  const nextPiece = (): Buffer => {
    const from = scanner.pieceFrom();
    return memory.subarray(from, from + scanner.PIECE_BYTES.value);
  };
  for (const { length } of pieces.read(nextPiece)) {
    let status = scanner.scan(length);
    for (; status === scanStatus.cell; status = scanner.goOn()) takeCell(cellOf(scanner, memory));
    if (status === scanStatus.wrong) return null;
  }
  if (scanner.scan(0) !== scanStatus.end) return null;
  return memory.toString(encodingOf(scanner), scanner.headAt.value, scanner.headEnd.value);
}

function encodingOf({ isAscii }: ScannerExports): 'latin1' | 'utf8' {
  return isAscii.value === 1 ? 'latin1' : 'utf8';
}

function cellOf(scanner: ScannerExports, memory: Buffer): CutCell {
  const table = new Uint32Array(memory.buffer, scanner.countTable.value, 2 * scanner.counts.value);
  return {
    rest: memory.toString(encodingOf(scanner), scanner.cellAt.value, scanner.cellEnd.value),
    counts: Array.from({ length: scanner.counts.value }, (_, index) =>
      memory.subarray(table[2 * index], table[2 * index + 1]),
    ),
    lists: scanner,
    histograms: scanner.listsRead.value,
  };
}

// Takes a record of version 1 apart in one pass over its bytes: into its cells, the counts of their
// processes, and the pairs of their histograms, of which most of a record is. A comparison reads two records
// and ends before JavaScript is warm, so this loop is WebAssembly; and memory that nobody has touched costs more
// than the loop, so that a piece of the file and a cell are there at a time.
//
// Memory: a piece of the document, with zeros behind it; the texts of the head, of a cell and of its counts
// without blanks; of each counts where they begin and end; the lists.
import { beginList, clearLists, isInList, lists, placeLists, readList, roomOfLists } from './lists';
import {
  beginText,
  copyString,
  goBackTo,
  goTo,
  isEscaped,
  isFull,
  last,
  out,
  putBlank,
  putMark,
  putNumber,
  putWord,
} from './text';
import { childOf, isMatched, MOST_DEPTH, Place, slotOf } from './places';

export {
  add,
  borderOf,
  borderShare,
  lengthOf,
  listsRead,
  raise,
  reaching,
  weightFrom,
  weightLeft,
} from './lists';
export { isAscii } from './text';

enum Status {
  WRONG,
  /** More bytes are needed. */
  MORE,
  /** A cell has ended. */
  CELL,
  END,
}

const FIXED_AT: usize = 1 << 14;
export const PIECE_BYTES: usize = 1 << 16;
/** Of a piece that goes on in the next one: a string or a pair may be as long. */
const MOST_KEPT: usize = 1 << 14;
const SLACK_BYTES: usize = 64;
const ENTRY_BYTES: usize = 8;
/** Processes of a cell that count: there are two. */
const MOST_COUNTS: u32 = 1 << 10;
const PAGE_LOG2: usize = 16;

const pieceAt: usize = FIXED_AT;
export const headAt: usize = pieceAt + MOST_KEPT + PIECE_BYTES + SLACK_BYTES;
export let cellAt: usize = 0;
let countsAt: usize = 0;
/** Where each of the counts of a cell begins and ends. */
export let countTable: usize = 0;

export let headEnd: usize = 0;
export let cellEnd: usize = 0;
export let counts: u32 = 0;

let bytesLeft: usize = 0;
let at: usize = 0;
let end: usize = 0;
let depth: i32 = 0;
let slot: Place = Place.NONE;
let keySlot: Place = Place.NONE;
let hasCells: bool = false;
let isCellRead: bool = false;

/**
 * Begins a document of no more than so many bytes.
 *
 * @param room for the texts and lists of one cell: what has none is wrong
 * @returns whether there is memory for it
 */
export function begin(bytes: usize, room: usize): bool {
  cellAt = headAt + room;
  countsAt = cellAt + room;
  countTable = (countsAt + room + 7) & ~7;
  const listsAt = countTable + ENTRY_BYTES * MOST_COUNTS;
  const pages =
    <i32>((listsAt + roomOfLists(room) + (1 << PAGE_LOG2) - 1) >> PAGE_LOG2) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return false;
  placeLists(listsAt, room);
  bytesLeft = bytes;
  at = pieceAt;
  end = pieceAt;
  depth = 0;
  slot = Place.NONE;
  keySlot = Place.NONE;
  hasCells = false;
  isCellRead = false;
  beginText(headAt, cellAt);
  places[0] = Place.NONE;
  clearCell();
  return true;
}

function clearCell(): void {
  countsOut = countsAt;
  counts = 0;
  clearLists();
}

/** Where the next piece goes. */
export function pieceFrom(): usize {
  const kept = end - at;
  memory.copy(pieceAt, at, kept);
  at = pieceAt;
  end = pieceAt + kept;
  return end;
}

const places = new StaticArray<Place>(MOST_DEPTH + 1);
let headOut: usize = 0;
let cellOut: usize = 0;
let countsOut: usize = 0;

/** Goes to the text of a part, where one begins. */
function enter(place: Place): void {
  if (place == Place.CELL) {
    putNumber(0);
    headOut = out;
    goTo(cellAt, countsAt);
  } else if (place == Place.COUNTS) {
    putNumber(counts);
    cellOut = out;
    goTo(countsOut, countTable);
    store<u32>(countTable + ENTRY_BYTES * counts, <u32>out);
  }
}

/** Goes back to the text around a part, where one ends. */
function leave(place: Place): void {
  if (place == Place.CELL) {
    cellEnd = out;
    isCellRead = true;
    goBackTo(headOut, headAt, cellAt);
  } else if (place == Place.COUNTS) {
    store<u32>(countTable + ENTRY_BYTES * counts, <u32>out, 4);
    counts++;
    countsOut = out;
    goBackTo(cellOut, cellAt, countsAt);
  }
}

/** Takes a string, a key among them. @returns whether it ends here and may be there */
function takeString(): Status {
  if (isMatched(slot)) return Status.WRONG;
  const behind = copyString(at, end);
  if (behind == 0) return Status.MORE;
  const place = places[depth];
  // A key in which a letter is escaped may be any.
  keySlot = place == Place.NONE ? Place.NONE : isEscaped ? Place.WRONG : slotOf(place, at, behind);
  slot = Place.NONE;
  at = behind;
  return Status.END;
}

/** Takes a colon. @returns whether the key before it may be there */
function takeColon(): bool {
  slot = last == 0x22 ? keySlot : Place.NONE;
  putMark(0x3a);
  at++;
  if (slot == Place.CELLS) {
    if (hasCells) return false;
    hasCells = true;
  }
  return slot != Place.WRONG;
}

/** Takes the start of a list or an object. @returns whether it may be there */
function takeOpening(code: u8): bool {
  if (depth == MOST_DEPTH || counts == MOST_COUNTS) return false;
  const place = childOf(depth == 0, places[depth], slot, code);
  if (place == Place.WRONG) return false;
  slot = Place.NONE;
  at++;
  if (place == Place.PAIRS) {
    putNumber(lists);
    return beginList();
  }
  depth++;
  places[depth] = place;
  enter(place);
  putMark(code);
  return true;
}

function takeClosing(code: u8): bool {
  if (depth == 0 || isMatched(slot)) return false;
  slot = Place.NONE;
  putMark(code);
  leave(places[depth]);
  depth--;
  at++;
  return true;
}

/** Takes a byte of a number or a name. @returns whether it may be there */
function takeWord(code: u8): bool {
  // Of what must be there only `null` may stand for counts.
  if (isMatched(slot) && !(slot == Place.COUNTS && code == 0x6e)) return false;
  slot = Place.NONE;
  putWord(code);
  at++;
  return true;
}

/**
 * Reads on, with so many bytes more than before; none are the end of the document. Where it comes to its end,
 * head, cells and counts are JSON exactly if the document is, and are its parts.
 */
export function scan(bytes: usize): Status {
  if (bytes > bytesLeft) return Status.WRONG;
  bytesLeft -= bytes;
  end += bytes;
  store<u64>(end, 0);
  store<u64>(end, 0, 8);
  const status = scanPiece();
  if (status == Status.CELL) return status;
  // What is kept is a string or a pair that goes on, and not one that is wrong.
  if (status == Status.MORE && at != end && (bytes == 0 || end - at > MOST_KEPT))
    return Status.WRONG;
  if (status != Status.MORE || bytes > 0) return status;
  headEnd = out;
  return depth == 0 && hasCells && !isInList && !isFull ? Status.END : Status.WRONG;
}

/** Reads on behind a cell. */
export function goOn(): Status {
  clearCell();
  isCellRead = false;
  const status = scanPiece();
  return status == Status.MORE && end - at > MOST_KEPT ? Status.WRONG : status;
}

function scanPiece(): Status {
  while (at < end) {
    if (isInList) {
      at = readList(at, end);
      if (isInList) return Status.MORE;
      continue;
    }
    const code = load<u8>(at);
    if (code == 0x20 || code == 0x0a || code == 0x0d || code == 0x09) {
      at++;
      while (load<u64>(at) == 0x2020202020202020) at += 8;
      putBlank();
    } else if (code == 0x22) {
      const status = takeString();
      if (status != Status.END) return status;
    } else if (code == 0x2c) {
      slot = Place.NONE;
      putMark(code);
      at++;
    } else if (code == 0x3a) {
      if (!takeColon()) return Status.WRONG;
    } else if (code == 0x7b || code == 0x5b) {
      if (!takeOpening(code)) return Status.WRONG;
    } else if (code == 0x7d || code == 0x5d) {
      if (!takeClosing(code)) return Status.WRONG;
      if (isCellRead) return isFull ? Status.WRONG : Status.CELL;
    } else if (!takeWord(code)) return Status.WRONG;
  }
  return Status.MORE;
}

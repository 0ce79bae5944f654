// Reads lines of the input and performs them, some at a time: what the table of keys knows of them is
// asked of memory together, because each would wait for it alone.
import { keyCount, Keys } from '../keys/key-table';
import { isEnough, isFull, isNearEnd } from '../keys/limits';
import { Line, lineFrom, lineTo } from './line';
import { COMMA, LINE_END, Mark, mark, QUOTE } from './marks';
import { GROUP, inputAt, MOST_NAMES, SPAN_BYTES, STAGED_BYTES, stagedAt } from '../memory';
import { nameCount, Operation, Recorded, Verb } from '../keys/operations';
import { readCsv } from './read-csv';
import { readKey } from './read-key';
import { readTwitter } from './read-twitter';

export enum Format {
  KeyLines = 0,
  Twitter = 1,
  Csv = 2,
}

/** Why reading ended. */
export enum Ending {
  /** No whole line is left. */
  Input = 0,
  /** A limit is reached, or the list of names is full. */
  Enough = 1,
  /** The next line is not as most are. */
  Strange = 2,
}

/** Keys from which on the table does not fit the fastest caches. */
const FAR_KEYS: u32 = 1 << 13;

export let ending: Ending = Ending.Input;
/** Lines that the last call read. */
export let linesRead: u32 = 0;
/** Of no meaning: what was read ahead was read. */
export let touched: u32 = 0;

let format: Format = Format.KeyLines;
/** Marks of the present span. */
let marks: u32 = 0;
let nextMark: u32 = 0;
/** Lines since the call began, and since the last one that was handed on. */
let linesSince: u32 = 0;

class Staged {
  @inline
  static at(number: u32): Recorded {
    return changetype<Recorded>(stagedAt + number * STAGED_BYTES);
  }
}

export function setFormat(lines: Format): void {
  format = lines;
}

/** Whether to stop between two lines: TypeScript fetches names, too. */
function isOver(): bool {
  return isEnough() || nameCount == MOST_NAMES;
}

function markSpan(from: usize, to: usize): void {
  const second = format == Format.KeyLines ? LINE_END : COMMA;
  const third = format == Format.Csv ? QUOTE : LINE_END;
  marks = mark(from, to, second, third);
  nextMark = 0;
}

function readOne(recorded: Recorded, hasQuotes: bool): bool {
  if (format == Format.Twitter) return readTwitter(recorded);
  if (format == Format.Csv) return readCsv(recorded, hasQuotes);
  readKey(recorded);
  return true;
}

/** Where the next line begins that was not read. */
let unread: usize = 0;

/** Reads lines of the span, at most `GROUP`; `ending` says whether the next one is strange. */
function stage(): u32 {
  let count: u32 = 0;
  while (count < GROUP) {
    const first = nextMark;
    let last = first;
    let hasQuotes = false;
    for (; last < marks; last++) {
      const byte = load<u8>(Mark.at(last));
      if (byte == LINE_END) break;
      hasQuotes = hasQuotes || byte == QUOTE;
    }
    if (last == marks) break;
    const end = Mark.at(last);
    Line.set(unread, end, first, last);
    const recorded = Staged.at(count);
    const isEmpty = lineFrom == lineTo;
    if (!isEmpty && !readOne(recorded, hasQuotes)) {
      ending = Ending.Strange;
      break;
    }
    linesSince++;
    unread = end + 1;
    nextMark = last + 1;
    if (isEmpty) continue;
    recorded.lines = linesSince;
    recorded.next = <u32>(unread - inputAt);
    linesSince = 0;
    count++;
  }
  return count;
}

/** Reads what the table knows of the keys of staged lines: first all places, then all records. */
function touch(count: u32): void {
  let sum: u32 = 0;
  for (let at: u32 = 0; at < count; at++) sum += Keys.touchIndex(<u32>Staged.at(at).hash0);
  for (let at: u32 = 0; at < count; at++) {
    const recorded = Staged.at(at);
    const slot = Keys.touchIndex(<u32>recorded.hash0);
    if (slot != 0) sum += Keys.touch(slot - 1, recorded.verb != Verb.Lookup);
  }
  touched += sum;
}

/** Performs staged lines; returns where the next one begins if there is enough before the last, else 0. */
function perform(count: u32): u32 {
  // What seldom ends reading is only asked when it may.
  const isNear = isNearEnd(count) || nameCount + count >= MOST_NAMES;
  for (let at: u32 = 0; at < count; at++) {
    const recorded = Staged.at(at);
    Operation.take(recorded, 0);
    linesRead += recorded.lines;
    if (isFull() || (isNear && isOver())) return at + 1 == count ? 0 : recorded.next;
  }
  return 0;
}

/**
 * Reads the lines that begin at an offset of the input and end in front of another. Returns the offset of the next
 * line; `ending` says why it was not read.
 */
export function readLines(from: u32, to: u32): u32 {
  linesRead = 0;
  linesSince = 0;
  ending = Ending.Input;
  unread = inputAt + from;
  const end = inputAt + to;
  marks = 0;
  nextMark = 0;
  while (!isOver()) {
    const isBehind = ending == Ending.Strange;
    const count: u32 = isBehind ? 0 : stage();
    if (count == 0) {
      if (ending == Ending.Strange) break;
      // Whether empty lines were all that was left, or the last line of the span ends behind it.
      const spanEnd = min<usize>(end, unread + SPAN_BYTES);
      const had = unread;
      markSpan(unread, spanEnd);
      if (marks == 0 || !hasLineEnd()) {
        if (had + SPAN_BYTES < end) ending = Ending.Strange;
        break;
      }
      continue;
    }
    if (keyCount >= FAR_KEYS) touch(count);
    const next = perform(count);
    if (next == 0) continue;
    ending = Ending.Enough;
    return next;
  }
  linesRead += linesSince;
  if (ending == Ending.Input && isOver()) ending = Ending.Enough;
  return <u32>(unread - inputAt);
}

function hasLineEnd(): bool {
  for (let number = marks; number > 0; number--)
    if (load<u8>(Mark.at(number - 1)) == LINE_END) return true;
  return false;
}

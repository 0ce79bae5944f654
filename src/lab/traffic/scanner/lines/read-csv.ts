// Named columns with commas between; fields may stand in quotes that hold no quotes.
import { lineEndMark, lineFrom, lineMarks, lineTo } from './line';
import { Mark, QUOTE } from './marks';
import { fieldsAt } from '../memory';
import { hashBytes } from './murmur';
import { Numbers } from './numbers';
import { Recorded, Verb } from '../keys/operations';
import { isoTime } from './times';
import { NO_VERB, verbOf } from './words';

/** A column that the file does not have. */
const NONE: i32 = -1;
/** Numbers below are seconds, milliseconds, microseconds: see src/lab/traffic/formats/named-columns.ts. */
const MILLISECONDS: f64 = 1e11;
const MICROSECONDS: f64 = 1e14;
const NANOSECONDS: f64 = 1e17;

let width: u32 = 0;
let keyColumn: i32 = NONE;
let verbColumn: i32 = NONE;
let timeColumn: i32 = NONE;
let keyBytesColumn: i32 = NONE;
let valueBytesColumn: i32 = NONE;
let ttlColumn: i32 = NONE;

/** Says which column holds what, by its number from 0; -1 where none does. */
export function placeColumns(
  columns: u32,
  key: i32,
  verb: i32,
  time: i32,
  keyBytes: i32,
  valueBytes: i32,
  ttl: i32,
): void {
  width = columns;
  keyColumn = key;
  verbColumn = verb;
  timeColumn = time;
  keyBytesColumn = keyBytes;
  valueBytesColumn = valueBytes;
  ttlColumn = ttl;
}

class Field {
  @inline
  static from(column: i32): usize {
    return load<u32>(fieldsAt + ((<usize>column) << 3));
  }

  @inline
  static to(column: i32): usize {
    return load<u32>(fieldsAt + ((<usize>column) << 3), 4);
  }

  @inline
  static put(column: u32, from: usize, to: usize): void {
    store<u32>(fieldsAt + ((<usize>column) << 3), <u32>from);
    store<u32>(fieldsAt + ((<usize>column) << 3), <u32>to, 4);
  }
}

/** Cuts the line at its commas; false where there are too many or too few. */
function cut(): bool {
  if (lineEndMark - lineMarks != width - 1) return false;
  let from = lineFrom;
  for (let column: u32 = 0; column < width - 1; column++) {
    const to = Mark.at(lineMarks + column);
    Field.put(column, from, to);
    from = to + 1;
  }
  Field.put(width - 1, from, lineTo);
  return true;
}

/** The same where quotes are among the marks; false for one within a field, and for one that is not closed. */
function cutQuoted(): bool {
  let mark = lineMarks;
  let from = lineFrom;
  for (let column: u32 = 0; column < width; column++) {
    let to: usize;
    let end: usize;
    if (mark < lineEndMark && Mark.at(mark) == from && load<u8>(from) == QUOTE) {
      do mark++;
      while (mark < lineEndMark && load<u8>(Mark.at(mark)) != QUOTE);
      if (mark == lineEndMark) return false;
      to = Mark.at(mark++);
      end = to + 1;
      from++;
    } else {
      to = mark < lineEndMark ? Mark.at(mark) : lineTo;
      end = to;
    }
    // Behind a field stands a comma, or the end of the line behind the last one.
    const isLast = column == width - 1;
    const isComma = mark < lineEndMark && Mark.at(mark) == end && load<u8>(end) != QUOTE;
    if (isLast ? mark != lineEndMark || end != lineTo : !isComma) return false;
    mark++;
    Field.put(column, from, to);
    from = end + 1;
  }
  return true;
}

function readTime(from: usize, to: usize): f64 {
  const number = Numbers.decimal(from, to, i64.MAX_VALUE);
  if (number != number) return isoTime(from, to);
  if (number < MILLISECONDS) return number * 1000;
  if (number < MICROSECONDS) return number;
  return number < NANOSECONDS ? number / 1000 : number / 1e6;
}

/** A size; -1 where there is none, and below where it is not as most are. */
function readSize(column: i32): i64 {
  if (column == NONE || Field.from(column) == Field.to(column)) return -1;
  const size = Numbers.size(Field.from(column), Field.to(column));
  return size < 0 ? -2 : size;
}

function readVerb(): u32 {
  if (verbColumn == NONE || Field.from(verbColumn) == Field.to(verbColumn)) return Verb.Fill;
  return verbOf(Field.from(verbColumn), Field.to(verbColumn));
}

/** Reads the line; false for one that is not as most are. */
export function readCsv(recorded: Recorded, hasQuotes: bool): bool {
  if (!(hasQuotes ? cutQuoted() : cut())) return false;
  const verb = readVerb();
  const keyBytes = readSize(keyBytesColumn);
  const valueBytes = readSize(valueBytesColumn);
  if (verb == NO_VERB || keyBytes < -1 || valueBytes < -1) return false;
  let time: f64 = NaN;
  if (timeColumn != NONE && Field.from(timeColumn) != Field.to(timeColumn)) {
    time = readTime(Field.from(timeColumn), Field.to(timeColumn));
    if (time != time) return false;
  }
  let ttl: f64 = NaN;
  if (ttlColumn != NONE && Field.from(ttlColumn) != Field.to(ttlColumn)) {
    ttl = Numbers.decimal(Field.from(ttlColumn), Field.to(ttlColumn), i64.MAX_VALUE);
    if (ttl != ttl) return false;
  }
  const keyFrom = Field.from(keyColumn);
  const keyTo = Field.to(keyColumn);
  hashBytes(keyFrom, keyTo, 0, changetype<usize>(recorded));
  recorded.keyFrom = <u32>keyFrom;
  recorded.keyTo = <u32>keyTo;
  recorded.timeMs = time;
  recorded.verb = <u8>verb;
  recorded.keyBytes = keyBytes < 0 ? <i64>(keyTo - keyFrom) : keyBytes;
  recorded.valueBytes = valueBytes;
  recorded.ttlMs = verb == Verb.Update && ttl == 0 ? NaN : ttl * 1000;
  return true;
}

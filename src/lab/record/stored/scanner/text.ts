// The texts of the parts: as they stand in the document, without its blanks.

/** Where the next byte goes. */
export let out: usize = 0;
/** The byte before it. */
export let last: u8 = 0;
let isApart: bool = false;
/** Where the text began, and where its room ends. */
let from: usize = 0;
let limit: usize = 0;
/** Whether a text had no room: it is of no use then. */
export let isFull: bool = false;
/** Of all that was read. */
export let isAscii: bool = false;
/** Of the string that was read last. */
export let isEscaped: bool = false;

export function beginText(at: usize, end: usize): void {
  isAscii = true;
  isFull = false;
  goTo(at, end);
}

/** Writes elsewhere from now on, where nothing stands before. */
export function goTo(at: usize, end: usize): void {
  out = at;
  from = at;
  limit = end;
  last = 0;
  isApart = false;
}

/** Goes on writing behind what stands for a part. */
export function goBackTo(at: usize, start: usize, end: usize): void {
  out = at;
  from = start;
  limit = end;
  last = 0x30;
  isApart = true;
}

export function putBlank(): void {
  isApart = true;
}

function isWord(code: u8): bool {
  if (code == 0x22 || code == 0x2c || code == 0x3a) return false;
  const bracket = code | 0x20;
  return bracket != 0x7b && bracket != 0x7d;
}

function put(code: u8): void {
  store<u8>(out, code);
  out++;
  last = code;
  if (out >= limit) startOver();
}

function startOver(): void {
  isFull = true;
  out = from;
}

/** Writes a bracket, a comma or a colon. */
export function putMark(code: u8): void {
  isApart = false;
  put(code);
}

/** Blanks are left out but between words, which would become one. */
export function putWord(code: u8): void {
  if (code >= 0x80) isAscii = false;
  if (isApart && isWord(last)) put(0x20);
  isApart = false;
  put(code);
}

/** What stands for a part: a word of its own, whatever is beside it. */
export function putNumber(number: u32): void {
  isApart = true;
  let power: u32 = 1;
  while (number / power >= 10) power *= 10;
  for (; power > 0; power /= 10) putWord(<u8>(0x30 + ((number / power) % 10)));
  isApart = true;
}

/** Copies a string. @returns what is behind it; 0 where it does not end */
export function copyString(at: usize, end: usize): usize {
  let bits: u8 = 0;
  let to = at + 1;
  isEscaped = false;
  for (; to < end; to++) {
    const code = load<u8>(to);
    if (code == 0x22) break;
    bits |= code;
    if (code == 0x5c) {
      isEscaped = true;
      to++;
      bits |= load<u8>(to);
    }
  }
  if (to >= end) return 0;
  if (bits >= 0x80) isAscii = false;
  to++;
  const bytes = to - at;
  if (out + bytes >= limit) startOver();
  else {
    memory.copy(out, at, bytes);
    out += bytes;
  }
  last = 0x22;
  isApart = false;
  return to;
}

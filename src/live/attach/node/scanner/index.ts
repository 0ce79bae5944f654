// Compares the words of a stretch of another program's heap with a set of addresses. It is the one
// loop that sees every word of a heap, so it is WebAssembly, four words a turn, and without branches that
// are taken often.
//
// Memory: a filter of the addresses looked for (1) and of those that leave no mark (2), a byte for each
// of so many of their low bits; an open
// hash table of them, 16 bytes an entry (the address, its number); the hits, 8 bytes each (offset,
// number); marks, a byte for each 4 KiB that the words of a page point to; the words.

let filterAt: usize = 0;
let filterMask: u32 = 0;
let tableAt: usize = 0;
let tableMask: u32 = 0;
let hitsAt: usize = 0;
let hitsMost: u32 = 0;
let marksAt: usize = 0;
let marksMask: u32 = 0;
let firstType: u32 = 0;
let typeSpan: u32 = 0;
let hits: u32 = 0;

/** Number of a hit that is a hidden class of one of the types looked for, which are added to it. */
const CLASS_HIT: u32 = 0x80000000;

/** A strong pointer to an object ends in 01, and its upper 16 bits are 0. */
const POINTER_BITS: u64 = 0xffff000000000003;

/** Bits of a byte of the filter. */
const NEEDLE: u8 = 1;
const UNMARKED: u8 = 2;

/** Bytes of a turn. */
const TURN_BYTES: usize = 32;

/** Where hits go. */
export function keepHits(hitList: usize, mostHits: u32): void {
  hitsAt = hitList;
  hitsMost = mostHits;
}

/** Where marks go, and how many there are: a power of two. All are clear afterwards. */
export function keepMarks(marks: usize, places: u32): void {
  marksAt = marks;
  marksMask = places - 1;
  memory.fill(marks, 0, places);
}

/** Where the filter and the table of addresses lie, powers of two; both are empty afterwards. */
export function clearNeedles(
  filter: usize,
  filterBytes: u32,
  table: usize,
  tableEntries: u32,
): void {
  filterAt = filter;
  filterMask = filterBytes - 1;
  tableAt = table;
  tableMask = tableEntries - 1;
  memory.fill(filter, 0, filterBytes);
  memory.fill(table, 0, (<usize>tableEntries) << 4);
}

/** Instance types of hidden classes to report: from the first on; a span of 0 reports none. */
export function lookForTypes(first: u32, span: u32): void {
  firstType = first;
  typeSpan = span;
}

function slotOf(word: u64): u32 {
  return (<u32>((word >> 3) * 0x9e3779b1)) >> 7;
}

/** Adds an address, which must not be there yet; the table must keep empty entries. */
export function addNeedle(word: u64, number: u32): void {
  const byte = filterAt + (((<u32>word) >> 3) & filterMask);
  store<u8>(byte, load<u8>(byte) | NEEDLE);
  let slot = slotOf(word) & tableMask;
  while (load<u64>(tableAt + ((<usize>slot) << 4)) != 0) slot = (slot + 1) & tableMask;
  store<u64>(tableAt + ((<usize>slot) << 4), word);
  store<u32>(tableAt + ((<usize>slot) << 4), number, 8);
}

/** Lets an address leave no mark, and all that share its byte of the filter. */
export function leaveUnmarked(word: u64): void {
  const byte = filterAt + (((<u32>word) >> 3) & filterMask);
  store<u8>(byte, load<u8>(byte) | UNMARKED);
}

/** How many hits the last `scan` found. */
export function hitCount(): u32 {
  return hits;
}

function hit(offset: usize, number: u32): void {
  store<u32>(hitsAt + ((<usize>hits) << 3), <u32>offset);
  store<u32>(hitsAt + ((<usize>hits) << 3), number, 4);
  hits++;
}

/**
 * Looks at the words from one offset of a buffer to another, in order; 48 bytes behind the end must
 * be readable. Returns the offset at which it stopped because the list of hits is full, or the end.
 */
export function scan(buffer: usize, from: usize, to: usize): usize {
  hits = 0;
  // Locals: a global would be loaded anew for every word.
  const filter = filterAt;
  const mask = filterMask;
  const type = firstType;
  const span = typeSpan;
  for (let at = from; at < to; at += TURN_BYTES) {
    const words = buffer + at;
    if (
      ((inFilter(load<u32>(words), filter, mask) |
        inFilter(load<u32>(words, 8), filter, mask) |
        inFilter(load<u32>(words, 16), filter, mask) |
        inFilter(load<u32>(words, 24), filter, mask)) &
        NEEDLE) |
      hasType(load<u16>(words, 12), type, span) |
      hasType(load<u16>(words, 20), type, span) |
      hasType(load<u16>(words, 28), type, span) |
      hasType(load<u16>(words, 36), type, span)
    ) {
      // A word makes two hits at most.
      if (hits + 8 > hitsMost) return at;
      lookAtTurn(buffer, at, to);
    }
  }
  return to;
}

/** As `scan`, and marks which 4 KiB the words point to. */
export function scanAndMark(buffer: usize, from: usize, to: usize): usize {
  hits = 0;
  const filter = filterAt;
  const mask = filterMask;
  const type = firstType;
  const span = typeSpan;
  const marks = marksAt;
  const places = marksMask;
  for (let at = from; at < to; at += TURN_BYTES) {
    const words = buffer + at;
    const first = load<u64>(words);
    const second = load<u64>(words, 8);
    const third = load<u64>(words, 16);
    const fourth = load<u64>(words, 24);
    const ofFirst = inFilter(<u32>first, filter, mask);
    const ofSecond = inFilter(<u32>second, filter, mask);
    const ofThird = inFilter(<u32>third, filter, mask);
    const ofFourth = inFilter(<u32>fourth, filter, mask);
    mark(first, ofFirst, marks, places);
    mark(second, ofSecond, marks, places);
    mark(third, ofThird, marks, places);
    mark(fourth, ofFourth, marks, places);
    if (
      ((ofFirst | ofSecond | ofThird | ofFourth) & NEEDLE) |
      hasType((<u32>(second >> 32)) & 0xffff, type, span) |
      hasType((<u32>(third >> 32)) & 0xffff, type, span) |
      hasType((<u32>(fourth >> 32)) & 0xffff, type, span) |
      hasType(load<u16>(words, 36), type, span)
    ) {
      if (hits + 8 > hitsMost) return at;
      lookAtTurn(buffer, at, to);
    }
  }
  return to;
}

/** Writes the marks as bits to a row, a place the lowest bit first, and clears them. */
export function takeMarks(row: usize): void {
  const places = <usize>marksMask + 1;
  for (let place: usize = 0; place < places; place += 8) {
    // Each product of a mark with one bit of the factor comes to stand in the uppermost byte.
    const bits = (load<u64>(marksAt + place) * 0x0102040810204080) >> 56;
    store<u8>(row + (place >> 3), <u8>bits);
  }
  memory.fill(marksAt, 0, places);
}

function inFilter(low: u32, filter: usize, mask: u32): u32 {
  return load<u8>(filter + ((low >> 3) & mask));
}

function hasType(type: u32, first: u32, span: u32): u32 {
  return u32(type - first < span);
}

/** What is no pointer, or leaves no mark, marks the first place, which says nothing. */
function mark(word: u64, inFilter: u32, marks: usize, mask: u32): void {
  const isMarked = u32((word & POINTER_BITS) == 1) & u32(inFilter < UNMARKED);
  const place = select<u32>(((<u32>word) >> 12) & mask, 0, isMarked);
  store<u8>(marks + place, 1);
}

function lookAtTurn(buffer: usize, at: usize, to: usize): void {
  const end = min<usize>(at + TURN_BYTES, to);
  for (let each = at; each < end; each += 8) look(buffer + each, each);
}

function look(address: usize, offset: usize): void {
  const word = load<u64>(address);
  if ((word & POINTER_BITS) != 1) return;
  const number = (inFilter(<u32>word, filterAt, filterMask) & NEEDLE) != 0 ? find(word) : 0;
  if (number != 0) hit(offset, number);
  const type = <u32>load<u16>(address, 12);
  if (hasType(type, firstType, typeSpan)) hit(offset, CLASS_HIT | type);
}

function find(word: u64): u32 {
  let slot = slotOf(word) & tableMask;
  let key = load<u64>(tableAt + ((<usize>slot) << 4));
  while (key != 0 && key != word) {
    slot = (slot + 1) & tableMask;
    key = load<u64>(tableAt + ((<usize>slot) << 4));
  }
  return key == 0 ? 0 : load<u32>(tableAt + ((<usize>slot) << 4), 8);
}

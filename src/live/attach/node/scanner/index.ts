// Compares the words of a stretch of another program's heap with a set of addresses. It is the one
// loop that sees every word of a heap, so it is WebAssembly, four words a turn, and without branches that
// are taken often.
//
// Memory: a filter of the addresses looked for, a byte for each of so many of their low bits; an open hash
// table of them, 16 bytes an entry (the address, its number); the lower halves of the words that leave no
// mark, a place for each; the hits, 8 bytes each (offset, number); marks, a byte for each 4 KiB that the
// words of a page point to; the words.

let filterAt: usize = 0;
let filterMask: u32 = 0;
let unmarkedAt: usize = 0;
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

/** Places for words that leave no mark: 4 KiB, which stay in the fastest cache. */
const UNMARKED_MASK: u32 = 1023;

/** Its uppermost bit becomes that of a row. */
const MARK: u8 = 0x80;

/** Bytes of a turn. */
const TURN_BYTES: usize = 32;

/** Where hits go. */
export function keepHits(hitList: usize, mostHits: u32): void {
  hitsAt = hitList;
  hitsMost = mostHits;
}

/**
 * Where marks go, and how many there are: a power of two; and where the words that leave none are kept. All
 * are clear afterwards, and every word leaves one.
 */
export function keepMarks(marks: usize, places: u32, unmarked: usize): void {
  marksAt = marks;
  marksMask = places - 1;
  unmarkedAt = unmarked;
  memory.fill(marks, 0, places);
  memory.fill(unmarked, 0, (<usize>UNMARKED_MASK + 1) << 2);
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
  store<u8>(filterAt + (((<u32>word) >> 3) & filterMask), 1);
  let slot = slotOf(word) & tableMask;
  while (load<u64>(tableAt + ((<usize>slot) << 4)) != 0) slot = (slot + 1) & tableMask;
  store<u64>(tableAt + ((<usize>slot) << 4), word);
  store<u32>(tableAt + ((<usize>slot) << 4), number, 8);
}

/** Lets words with this lower half leave no mark, unless another one has its place. */
export function leaveUnmarked(low: u32): void {
  const place = placeOfUnmarked(low, unmarkedAt);
  if (load<u32>(place) == 0) store<u32>(place, low);
}

function placeOfUnmarked(low: u32, unmarked: usize): usize {
  return unmarked + (((low >> 3) & UNMARKED_MASK) << 2);
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
    if (hasNoPointer(words)) continue;
    if (
      inFilter(load<u32>(words), filter, mask) |
      inFilter(load<u32>(words, 8), filter, mask) |
      inFilter(load<u32>(words, 16), filter, mask) |
      inFilter(load<u32>(words, 24), filter, mask) |
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
  const unmarked = unmarkedAt;
  const marks = marksAt;
  const places = marksMask;
  for (let at = from; at < to; at += TURN_BYTES) {
    const words = buffer + at;
    if (hasNoPointer(words)) continue;
    const first = load<u64>(words);
    const second = load<u64>(words, 8);
    const third = load<u64>(words, 16);
    const fourth = load<u64>(words, 24);
    mark(first, unmarked, marks, places);
    mark(second, unmarked, marks, places);
    mark(third, unmarked, marks, places);
    mark(fourth, unmarked, marks, places);
    if (
      inFilter(<u32>first, filter, mask) |
      inFilter(<u32>second, filter, mask) |
      inFilter(<u32>third, filter, mask) |
      inFilter(<u32>fourth, filter, mask) |
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
  for (let place: usize = 0; place < places; place += 16)
    store<u16>(row + (place >> 3), <u16>i8x16.bitmask(v128.load(marksAt + place)));
  memory.fill(marksAt, 0, places);
}

/** Small numbers, texts and floating point numbers are passed over four words at once. */
function hasNoPointer(words: usize): bool {
  const bits = i64x2.splat(POINTER_BITS);
  const one = i64x2.splat(1);
  const first = i64x2.eq(v128.and(v128.load(words), bits), one);
  const second = i64x2.eq(v128.and(v128.load(words, 16), bits), one);
  return !v128.any_true(v128.or(first, second));
}

function inFilter(low: u32, filter: usize, mask: u32): u32 {
  return load<u8>(filter + ((low >> 3) & mask));
}

function hasType(type: u32, first: u32, span: u32): u32 {
  return u32(type - first < span);
}

/** What is no pointer, or leaves no mark, marks the first place, which says nothing. */
function mark(word: u64, unmarked: usize, marks: usize, mask: u32): void {
  const low = <u32>word;
  const isMarked =
    u32((word & POINTER_BITS) == 1) & u32(load<u32>(placeOfUnmarked(low, unmarked)) != low);
  store<u8>(marks + select<u32>((low >> 12) & mask, 0, isMarked), MARK);
}

function lookAtTurn(buffer: usize, at: usize, to: usize): void {
  const end = min<usize>(at + TURN_BYTES, to);
  for (let each = at; each < end; each += 8) look(buffer + each, each);
}

function look(address: usize, offset: usize): void {
  const word = load<u64>(address);
  if ((word & POINTER_BITS) != 1) return;
  const number = inFilter(<u32>word, filterAt, filterMask) != 0 ? find(word) : 0;
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

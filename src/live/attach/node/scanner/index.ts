// Compares the words of a stretch of another program's heap with a set of addresses. It is the one
// loop that sees every word of a heap, so it is WebAssembly, four words a turn, and without branches that
// are taken often.
//
// Memory: a filter of the addresses looked for, a byte for each of so many of their low bits; an open hash
// table of them, 16 bytes an entry (the address, its number); the lower halves of the words that leave no
// mark, a place for each; the hits, 8 bytes each (offset, number); of the page that is scanned a byte for each
// word to which its own words point, the lower halves of the pointers to other pages, and, where these are too many,
// marks, a byte for each 4 KiB; the words.

let filterAt: usize = 0;
let filterMask: u32 = 0;
let unmarkedAt: usize = 0;
let tableAt: usize = 0;
let tableMask: u32 = 0;
let hitsAt: usize = 0;
let hitsMost: u32 = 0;
let marksAt: usize = 0;
let marksMask: u32 = 0;
let ownAt: usize = 0;
let seenAt: usize = 0;
let foreignAt: usize = 0;
let foreignMost: u32 = 0;
let foreigners: u32 = 0;
let pageNumber: u32 = 0;
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

/** Pages begin at multiples of 2 to that power. */
const PAGE_BITS: u64 = 18;
const PAGE_MASK: u64 = 0x3ffff;

/** A byte for each word of a page. */
const OWN_MASK: u32 = 0x7fff;

/** Places for pointers to other pages that were seen last: most stand on a page more than once. */
const SEEN_MASK: u32 = 511;

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

/**
 * Where the words of a page to which its own words point are noted, a byte for each; and where the lower halves of
 * pointers to other pages go, as many as there is room for, with 2 KiB to tell those that were seen.
 */
export function keepPointers(own: usize, foreign: usize, mostForeign: u32, seen: usize): void {
  ownAt = own;
  foreignAt = foreign;
  foreignMost = mostForeign;
  seenAt = seen;
}

/** Begins a page to mark, by its place among all pages. */
export function beginPage(number: u32): void {
  pageNumber = number;
  foreigners = 0;
  memory.fill(ownAt, 0, <usize>OWN_MASK + 1);
  memory.fill(seenAt, 0, (<usize>SEEN_MASK + 1) << 2);
}

/** How many pointers to other pages were kept, some of them more than once; more than there is room for where marks were made. */
export function foreignCount(): u32 {
  return foreigners;
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
    if (Turn.mayHit(words, filter, mask, type, span)) {
      // A word makes two hits at most.
      if (hits + 8 > hitsMost) return at;
      lookAtTurn(buffer, at, to);
    }
  }
  return to;
}

/** As `scan`, and notes where the words of the page point to. */
export function scanAndMark(buffer: usize, from: usize, to: usize): usize {
  hits = 0;
  const filter = filterAt;
  const mask = filterMask;
  const type = firstType;
  const span = typeSpan;
  const unmarked = unmarkedAt;
  const own = ownAt;
  const bits = i64x2.splat(POINTER_BITS);
  const one = i64x2.splat(1);
  const ownBits = i64x2.splat(POINTER_BITS | ~PAGE_MASK);
  const ownPointer = i64x2.splat(((<u64>pageNumber) << PAGE_BITS) | 1);
  for (let at = from; at < to; at += TURN_BYTES) {
    const words = buffer + at;
    const low = v128.load(words);
    const high = v128.load(words, 16);
    const lowPointers = i64x2.eq(v128.and(low, bits), one);
    const highPointers = i64x2.eq(v128.and(high, bits), one);
    if (!v128.any_true(v128.or(lowPointers, highPointers))) continue;
    const owned =
      i64x2.bitmask(i64x2.eq(v128.and(low, ownBits), ownPointer)) |
      (i64x2.bitmask(i64x2.eq(v128.and(high, ownBits), ownPointer)) << 2);
    const foreign = (i64x2.bitmask(lowPointers) | (i64x2.bitmask(highPointers) << 2)) ^ owned;
    for (let rest = owned; rest != 0; rest &= rest - 1) {
      const word = load<u32>(words + ((<usize>ctz(rest)) << 3));
      store<u8>(own + ((word >> 3) & OWN_MASK), 1);
    }
    for (let rest = foreign; rest != 0; rest &= rest - 1) {
      const word = load<u32>(words + ((<usize>ctz(rest)) << 3));
      if (load<u32>(placeOfUnmarked(word, unmarked)) != word) noteForeign(word);
    }
    if (Turn.mayHit(words, filter, mask, type, span)) {
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

/** What is asked of every turn. */
class Turn {
  /** Whether a word of it may be one that is looked for. */
  @inline
  static mayHit(words: usize, filter: usize, mask: u32, type: u32, span: u32): u32 {
    return (
      inFilter(load<u32>(words), filter, mask) |
      inFilter(load<u32>(words, 8), filter, mask) |
      inFilter(load<u32>(words, 16), filter, mask) |
      inFilter(load<u32>(words, 24), filter, mask) |
      hasType(load<u16>(words, 12), type, span) |
      hasType(load<u16>(words, 20), type, span) |
      hasType(load<u16>(words, 28), type, span) |
      hasType(load<u16>(words, 36), type, span)
    );
  }
}

function inFilter(low: u32, filter: usize, mask: u32): u32 {
  return load<u8>(filter + ((low >> 3) & mask));
}

function hasType(type: u32, first: u32, span: u32): u32 {
  return u32(type - first < span);
}

/** A pointer to another page, by its lower half. */
function noteForeign(low: u32): void {
  if (foreigners > foreignMost) store<u8>(marksAt + ((low >> 12) & marksMask), MARK);
  else keepForeign(low);
}

function keepForeign(low: u32): void {
  const seen = seenAt + (((low >> 3) & SEEN_MASK) << 2);
  if (load<u32>(seen) == low) return;
  store<u32>(seen, low);
  if (foreigners < foreignMost) {
    store<u32>(foreignAt + ((<usize>foreigners) << 2), low);
    foreigners++;
    return;
  }
  foreigners++;
  store<u8>(marksAt + ((low >> 12) & marksMask), MARK);
  for (let each: u32 = 0; each < foreignMost; each++) {
    const kept = load<u32>(foreignAt + ((<usize>each) << 2));
    store<u8>(marksAt + ((kept >> 12) & marksMask), MARK);
  }
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
  // Behind it a class has bits that are never all clear: the kind of its elements. In a pointer they are.
  if (hasType(type, firstType, typeSpan) != 0 && load<u16>(address, 14) != 0)
    hit(offset, CLASS_HIT | type);
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

// Compares the words of a stretch of another program's heap with a set of addresses. It is the one
// loop that sees every word of a heap, so it is WebAssembly and without branches that are taken often.
//
// Memory: a filter of 2^16 bits over the addresses looked for; an open hash table of them, 16 bytes
// an entry (the address, its number); a table of 2^16 short numbers, which gives a page of the heap its
// place in a row; the hits, 8 bytes each (offset, number); the words.

const FILTER_BITS: u32 = 0xffff;
const PAGE_SLOTS: u32 = 0x10000;

let filterAt: usize = 0;
let tableAt: usize = 0;
let tableMask: u32 = 0;
let pagesAt: usize = 0;
let hitsAt: usize = 0;
let hitsMost: u32 = 0;
let firstType: u32 = 0;
let typeSpan: u32 = 0;
let hits: u32 = 0;

/** Number of a hit that is a hidden class of one of the types looked for, which are added to it. */
const CLASS_HIT: u32 = 0x80000000;

/** Where hits go. */
export function keepHits(hitList: usize, mostHits: u32): void {
  hitsAt = hitList;
  hitsMost = mostHits;
}

/** Where the filter and the table of addresses lie; both are empty afterwards. */
export function clearNeedles(filter: usize, table: usize, tableEntries: u32): void {
  filterAt = filter;
  tableAt = table;
  tableMask = tableEntries - 1;
  memory.fill(filter, 0, (FILTER_BITS + 1) / 8);
  memory.fill(table, 0, (<usize>tableEntries) << 4);
}

/** Where the places of pages lie; no page has one afterwards but the first, which means none. */
export function clearPages(pages: usize): void {
  pagesAt = pages;
  memory.fill(pages, 0, (<usize>PAGE_SLOTS) << 1);
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
  const bit = ((<u32>word) >> 3) & FILTER_BITS;
  const byte = filterAt + (bit >> 3);
  store<u8>(byte, load<u8>(byte) | (<u8>((<u32>1) << (bit & 7))));
  let slot = slotOf(word) & tableMask;
  while (load<u64>(tableAt + ((<usize>slot) << 4)) != 0) slot = (slot + 1) & tableMask;
  store<u64>(tableAt + ((<usize>slot) << 4), word);
  store<u32>(tableAt + ((<usize>slot) << 4), number, 8);
}

/**
 * Where the place of a page of 2^18 bytes stands, by its number (address / 2^18). Two pages may share
 * one: then they share their place, too, and a row tells no difference between them.
 */
export function pageSlot(page: u32): usize {
  return pagesAt + ((<usize>((page * 0x9e3779b1) >> 16)) << 1);
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
 * Looks at the words from one offset of a buffer to another, in order; 16 bytes behind the end must
 * be readable. Returns the offset at which it stopped because the list of hits is full, or the end.
 */
export function scan(buffer: usize, from: usize, to: usize): usize {
  hits = 0;
  for (let at = from; at < to; at += 8) {
    const low = load<u32>(buffer + at);
    const type = <u32>load<u16>(buffer + at, 12) - firstType;
    if (
      ((load<u8>(filterAt + ((low >> 6) & 0x1fff)) >> (<u8>((low >> 3) & 7))) & 1) |
      u32(type < typeSpan)
    ) {
      // A word makes two hits at most.
      if (hits + 2 > hitsMost) return at;
      look(buffer + at, at, type);
    }
  }
  return to;
}

/** As `scan`, and marks in a row of bytes the places of all pages that are pointed to. */
export function scanAndMark(buffer: usize, from: usize, to: usize, row: usize): usize {
  hits = 0;
  for (let at = from; at < to; at += 8) {
    const word = load<u64>(buffer + at);
    const low = <u32>word;
    const type = <u32>load<u16>(buffer + at, 12) - firstType;
    // Only a pointer marks a page: small integers and other words would have pages read in vain.
    const place = load<u16>(pageSlot(<u32>(word >> 18)));
    store<u8>(row + <usize>select<u32>(place, 0, (low & 3) == 1), 1);
    if (
      ((load<u8>(filterAt + ((low >> 6) & 0x1fff)) >> (<u8>((low >> 3) & 7))) & 1) |
      u32(type < typeSpan)
    ) {
      if (hits + 2 > hitsMost) return at;
      look(buffer + at, at, type);
    }
  }
  return to;
}

function look(address: usize, offset: usize, type: u32): void {
  const word = load<u64>(address);
  // A strong pointer to an object ends in 01.
  if ((word & 3) != 1) return;
  const number = find(word);
  if (number != 0) hit(offset, number);
  if (type < typeSpan) hit(offset, CLASS_HIT | (type + firstType));
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

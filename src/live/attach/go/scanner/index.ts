// Reads the records that Go's runtime keeps of the spans of its heap, and finds spans by the pages that they
// stand on. A heap of gigabytes has 100,000 spans and more, which a first scan reads before JavaScript is warm, so these loops
// are WebAssembly.
//
// Memory, as laid out by `span-scanner.ts`: a block of records as they stand in the process; for each stretch of 64 MiB of the address
// space the number of its rows of pages, 0 for none, and a list of those stretches; the list of all records; the columns, one entry a span;
// the rows of pages: for each page of such a stretch 1 + the span that it belongs to.

/** Offsets in a record. */
let recordBytes: u32 = 0;
let startAt: u32 = 0;
let pagesAt: u32 = 0;
let elementBytesAt: u32 = 0;
let allocBitsAt: u32 = 0;
let markBitsAt: u32 = 0;
/** Not in all versions: -1. */
let largeTypeAt: i32 = -1;
let sweepgenAt: u32 = 0;
let freeIndexAt: u32 = 0;
let elementsAt: u32 = 0;
let spanClassAt: u32 = 0;
let stateAt: u32 = 0;
/** Objects up to this size may be headers: only of their spans it is kept which objects are in use. */
let mostBytesWithBits: u64 = 0;

let rowOfStretchAt: usize = 0;
let stretchesAt: usize = 0;
let listAt: usize = 0;
let rowsAt: usize = 0;
let stretches: u32 = 0;

let most: u32 = 0;
let length: u32 = 0;
let heapPages: f64 = 0;

let records: usize = 0;
let starts: usize = 0;
let pageCounts: usize = 0;
let elementSizes: usize = 0;
let allocBits: usize = 0;
let markBits: usize = 0;
let largeTypes: usize = 0;
let sweepgens: usize = 0;
let freeIndexes: usize = 0;
let elementCounts: usize = 0;
let spanClasses: usize = 0;
let states: usize = 0;

const HEAP: u32 = 1;
const MANUAL: u32 = 2;
const PAGE_LOG2: u64 = 13;
const PAGES_LOG2: u64 = 13;
const STRETCH_PAGES: u64 = 1 << 13;
const ROW_BYTES: usize = (1 << 13) * 4;
/** Their numbers have 16 bits: 4 TiB of heap. */
const MOST_STRETCHES: u32 = 0xffff;
const USER_SPACE: u64 = 1 << 47;
const WASM_PAGE_LOG2: usize = 16;

/** Where the fields of a record are. */
export function layOutRecord(
  bytes: u32,
  start: u32,
  pages: u32,
  elementBytes: u32,
  allocated: u32,
  marked: u32,
  largeType: i32,
  sweepgen: u32,
  freeIndex: u32,
  elements: u32,
  spanClass: u32,
  state: u32,
  bytesWithBits: u32,
): void {
  recordBytes = bytes;
  startAt = start;
  pagesAt = pages;
  elementBytesAt = elementBytes;
  allocBitsAt = allocated;
  markBitsAt = marked;
  largeTypeAt = largeType;
  sweepgenAt = sweepgen;
  freeIndexAt = freeIndex;
  elementsAt = elements;
  spanClassAt = spanClass;
  stateAt = state;
  mostBytesWithBits = bytesWithBits;
}

/** Empties the table, which has room for so many spans from now on. */
export function reset(
  rowOfStretch: usize,
  stretchList: usize,
  list: usize,
  columns: usize,
  spans: u32,
): void {
  rowOfStretchAt = rowOfStretch;
  stretchesAt = stretchList;
  for (let each: u32 = 0; each < stretches; each++)
    store<u16>(rowOfStretch + ((<usize>load<u32>(stretchList + ((<usize>each) << 2))) << 1), 0);
  stretches = 0;
  length = 0;
  heapPages = 0;
  most = spans;
  listAt = list;
  const words = (<usize>spans) << 3;
  records = columns;
  starts = records + words;
  pageCounts = starts + words;
  elementSizes = pageCounts + words;
  allocBits = elementSizes + words;
  markBits = allocBits + words;
  largeTypes = markBits + words;
  sweepgens = largeTypes + words;
  freeIndexes = sweepgens + (words >> 1);
  elementCounts = freeIndexes + (words >> 2);
  spanClasses = elementCounts + (words >> 2);
  states = spanClasses + (words >> 3);
  rowsAt = (states + (words >> 3) + 7) & ~7;
}

/** Where the rows of pages begin. */
export function rowsFrom(): usize {
  return rowsAt;
}

/** Pages of all spans with objects that were taken. */
export function pagesOfHeap(): f64 {
  return heapPages;
}

/** Whether the first records of the list stand in order of address. */
export function isInOrder(count: u32): bool {
  for (let each: u32 = 1; each < count; each++)
    if (recordOf(each) < recordOf(each - 1)) return false;
  return true;
}

/** The number behind the last record that is read in one piece with one of the list. */
export function blockEnd(first: u32, count: u32, mostGap: u32, mostBytes: u32): u32 {
  const from = recordOf(first);
  let end = from + recordBytes;
  let next = first + 1;
  for (; next < count; next++) {
    const record = recordOf(next);
    if (record > end + mostGap || record + recordBytes > from + mostBytes) break;
    end = record + recordBytes;
  }
  return next;
}

/** Takes the spans in use from a block that begins with the first of these records of the list. */
export function takeRecords(block: usize, first: u32, next: u32): void {
  const from = recordOf(first);
  for (let each = first; each < next; each++) {
    const record = recordOf(each);
    const at = block + <usize>(record - from);
    const state = <u32>load<u8>(at + stateAt);
    if (state != HEAP && state != MANUAL) continue;
    const row = addRow();
    if (row < 0) return;
    store<f64>(records + ((<usize>row) << 3), <f64>record);
    if (!fill(row, at)) {
      length--;
      continue;
    }
    index(row);
    if (state == HEAP) heapPages += load<f64>(pageCounts + ((<usize>row) << 3));
  }
}

/** A row for one more span; -1 where there is no room. */
export function addRow(): i32 {
  if (length >= most) return -1;
  length++;
  return <i32>(length - 1);
}

/** Fills a row from the bytes of a record; tells whether a span can be like that. */
export function fill(row: u32, at: usize): bool {
  const start = load<u64>(at + startAt);
  const pages = load<u64>(at + pagesAt);
  const bytes = load<u64>(at + elementBytesAt);
  // 8 bytes wide in 1.19, 2 bytes later: both fit in the lower 2.
  const elements = load<u16>(at + elementsAt);
  const state = load<u8>(at + stateAt);
  const word = (<usize>row) << 3;
  store<f64>(starts + word, <f64>start);
  store<f64>(pageCounts + word, <f64>pages);
  store<f64>(elementSizes + word, <f64>bytes);
  store<u16>(elementCounts + (word >> 2), elements);
  const spanClass = load<u8>(at + spanClassAt);
  store<u8>(spanClasses + row, spanClass);
  store<u8>(states + row, state);
  // Memory that nobody has touched costs more than all of this, so what is not asked for is not written.
  if (spanClass >> 1 == 0)
    store<f64>(largeTypes + word, largeTypeAt < 0 ? 0 : <f64>load<u64>(at + largeTypeAt));
  if (bytes <= mostBytesWithBits) {
    store<f64>(allocBits + word, <f64>load<u64>(at + allocBitsAt));
    store<f64>(markBits + word, <f64>load<u64>(at + markBitsAt));
    store<u32>(sweepgens + (word >> 1), load<u32>(at + sweepgenAt));
    store<u16>(freeIndexes + (word >> 2), load<u16>(at + freeIndexAt));
  }
  const isPlaced = start > 0 && start < USER_SPACE && (start & ((1 << PAGE_LOG2) - 1)) == 0;
  if (!isPlaced || pages < 1 || pages > (USER_SPACE - start) >> PAGE_LOG2 || state > MANUAL)
    return false;
  if (state == MANUAL) return true;
  const most = pages << PAGE_LOG2;
  return bytes > 0 && bytes <= most && elements > 0 && bytes * <u64>elements <= most;
}

/** Makes the pages of a row findable. */
export function index(row: u32): void {
  let page = (<u64>load<f64>(starts + ((<usize>row) << 3))) >> PAGE_LOG2;
  const end = page + <u64>load<f64>(pageCounts + ((<usize>row) << 3));
  while (page < end) {
    const stretch = page >> PAGES_LOG2;
    const last = min<u64>(end, (stretch + 1) << PAGES_LOG2);
    const pages = rowsOf(<u32>stretch);
    if (pages == 0) return;
    for (; page < last; page++)
      store<u32>(pages + ((<usize>(page & (STRETCH_PAGES - 1))) << 2), row + 1);
  }
}

/** Writes the numbers of all spans whose objects have this size and pointers to the list; returns how many. */
export function rowsOfSize(bytes: f64): u32 {
  let found: u32 = 0;
  for (let row: u32 = 0; row < length; row++) {
    if (load<f64>(elementSizes + ((<usize>row) << 3)) != bytes) continue;
    if (load<u8>(states + row) != HEAP || (load<u8>(spanClasses + row) & 1) != 0) continue;
    store<u32>(listAt + ((<usize>found) << 2), row);
    found++;
  }
  return found;
}

function recordOf(number: u32): u64 {
  return load<u64>(listAt + ((<usize>number) << 3));
}

/** Where the rows of a stretch begin, new ones if it has none; 0 where there is no room. */
function rowsOf(stretch: u32): usize {
  const place = rowOfStretchAt + ((<usize>stretch) << 1);
  const known = <u32>load<u16>(place);
  if (known != 0) return rowsAt + <usize>(known - 1) * ROW_BYTES;
  if (stretches == MOST_STRETCHES) return 0;
  const rows = rowsAt + <usize>stretches * ROW_BYTES;
  const missing = <i32>((rows + ROW_BYTES + 0xffff) >> WASM_PAGE_LOG2) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) return 0;
  memory.fill(rows, 0, ROW_BYTES);
  store<u32>(stretchesAt + ((<usize>stretches) << 2), stretch);
  stretches++;
  store<u16>(place, <u16>stretches);
  return rows;
}

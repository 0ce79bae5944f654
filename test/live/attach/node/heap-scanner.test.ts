import test from 'ava';
import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { HeapScanner } from '../../../../src/live/attach/node/heap/heap-scanner.ts';

const pageBytes = 2 ** 18;
/** Where the pages of the heap begin that is made up here. */
const heapStart = 2 ** 40;
const pages = 6;

/** A page has words here and there, and nothing between them. */
interface Word {
  readonly page: number;
  /** Its place on the page, in words. */
  readonly at: number;
  readonly word: number;
}

const pointer = record({
  page: integer({ min: 0, max: pages - 1 }),
  at: integer({ min: 1, max: pageBytes / 8 - 1 }),
}).map(({ page, at }) => heapStart + page * pageBytes + 8 * at + 1);
/** What looks nearly like one: a weak pointer, a small number, an address. */
const others = pointer.chain((word) => constantFrom(word + 2, word - 1, word + 1));

const words = array(
  record({
    page: integer({ min: 0, max: pages - 1 }),
    at: integer({ min: 1, max: pageBytes / 8 - 1 }),
    isPointer: constantFrom(true, true, false),
    pointer,
    other: others,
  }).map(({ page, at, isPointer, pointer: strong, other }): Word => ({
    page,
    at,
    word: isPointer ? strong : other,
  })),
  { maxLength: 60 },
);

function heapOf(placed: readonly Word[]): {
  readInto(address: number, buffer: Uint8Array): boolean;
} {
  const bytes = Buffer.alloc(pages * pageBytes);
  for (const { page, at, word } of placed)
    bytes.writeBigUInt64LE(BigInt(word), page * pageBytes + 8 * at);
  return {
    readInto: (address, buffer) => {
      bytes.copy(buffer, 0, address - heapStart);
      return true;
    },
  };
}

function baseOf(page: number): number {
  return heapStart + page * pageBytes;
}

/** So many that the page leaves marks instead of keeping its pointers. */
function manyPointers(page: number): readonly Word[] {
  return Array.from({ length: 1000 }, (_, index) => ({
    page,
    at: 20_000 + index,
    word: baseOf((page + 1) % pages) + 64 * index + 1,
  }));
}

test('after a scan the pages that point to an object are known: none is missing, and where a page points to few none is too many', (t) => {
  const exact = property(words, constantFrom(null, 0, 3), (some, crowded) => {
    const crowd = crowded === null ? [] : manyPointers(crowded);
    const placed = [
      ...new Map([...crowd, ...some].map((each) => [`${each.page}:${each.at}`, each])).values(),
    ];
    const memory = heapOf(placed);
    const bases = Array.from({ length: pages }, (_, page) => baseOf(page));
    const scanner = new HeapScanner();
    const targets = placed.filter(({ word }) => word % 4 === 1).map(({ word }) => word);
    scanner.lookFor([]);
    scanner.mark(bases, []);
    for (const base of bases) {
      scanner.scan(memory, base, base + pageBytes, () => t.fail(), base);
      scanner.noteOwn(targets.filter((word) => word - (word % pageBytes) === base));
    }
    for (const target of targets) {
      const pointing = new Set(
        placed.filter(({ word }) => word === target).map(({ page }) => baseOf(page)),
      );
      const found = scanner.pagesPointingTo([target]);
      for (const base of pointing) t.true(found.includes(base));
      for (const base of found)
        t.true(pointing.has(base) || (crowded !== null && base === baseOf(crowded)));
    }
  });
  assert(exact, { numRuns: 60 });
});

import test from 'ava';
import { array, assert, constantFrom, integer, property } from 'fast-check';
import { PageMarks } from '../../../../src/live/attach/node/heap/page-marks.ts';

const pageBytes = 2 ** 18;
const address = integer({ min: 2 ** 17, max: 2 ** 44 - 1 }).map((word) => 8 * word + 1);

/** As the scanner marks the words of a page. */
function rowOf(marks: PageMarks, words: readonly number[]): Uint32Array {
  const row = new Uint32Array(marks.places / 32);
  for (const word of words) {
    const place = Math.floor(word / 4096) % marks.places;
    row[place >> 5] = (row[place >> 5] ?? 0) | (1 << (place & 31));
  }
  return row;
}

test('of the pages that point to an object none is left out, however many there are', (t) => {
  const never = property(
    array(array(address, { maxLength: 8 }), { minLength: 1, maxLength: 20 }),
    constantFrom(0, 6000),
    (pages, others) => {
      const bases = Array.from(
        { length: pages.length + others },
        (_, index) => pageBytes * (1 + index),
      );
      const marks = new PageMarks(bases);
      for (const [index, words] of pages.entries()) {
        const base = bases[index] ?? 0;
        if (index % 2 === 0) marks.add(base, rowOf(marks, words));
        else marks.addPointers(base, Uint32Array.from(words));
      }
      for (const [index, words] of pages.entries())
        for (const word of words) t.true(marks.pagesPointingTo([word]).includes(bases[index] ?? 0));
    },
  );
  assert(never, { numRuns: 30 });
});

test('a page that points elsewhere is left out, and its marks of two scans are united', (t) => {
  const marks = new PageMarks([pageBytes, 2 * pageBytes]);
  marks.add(pageBytes, rowOf(marks, [0x1000_0001]));
  marks.add(2 * pageBytes, rowOf(marks, [0x2345_6009]));
  marks.add(2 * pageBytes, rowOf(marks, [0x7654_3001]));
  t.deepEqual(marks.pagesPointingTo([0x1000_0ff9]), [pageBytes]);
  t.deepEqual(marks.pagesPointingTo([0x2345_6001]), [2 * pageBytes]);
  t.deepEqual(marks.pagesPointingTo([0x7654_3001]), [2 * pageBytes]);
  t.deepEqual(marks.pagesPointingTo([0x1111_1111]), []);
});

test('every page may point to a word that leaves no mark, and to others only those that do', (t) => {
  const bases = [pageBytes, 2 * pageBytes];
  const marks = new PageMarks(bases, [0x1000_0009]);
  t.deepEqual(marks.pagesPointingTo([0x1000_0001]), []);
  t.deepEqual(marks.pagesPointingTo([0x2000_0009]), []);
  t.deepEqual(marks.pagesPointingTo([0x1000_0001, 0x1000_0009]), bases);
  // The scanner compares lower halves.
  t.deepEqual(marks.pagesPointingTo([0x1000_0009 + 2 ** 32]), bases);
});

test('of a page that points to few objects these are kept, and those of two scans are united', (t) => {
  const marks = new PageMarks([pageBytes, 2 * pageBytes]);
  marks.addPointers(pageBytes, Uint32Array.of(0x1000_0001, 0x2345_6009));
  marks.addPointers(2 * pageBytes, Uint32Array.of(0x7654_3001));
  marks.addPointers(pageBytes, Uint32Array.of(0x7000_0001));
  t.deepEqual(marks.pagesPointingTo([0x1000_0001]), [pageBytes]);
  t.deepEqual(marks.pagesPointingTo([0x1000_0009]), []);
  t.deepEqual(marks.pagesPointingTo([0x7000_0001]), [pageBytes]);
  marks.add(pageBytes, rowOf(marks, [0x7654_3001]));
  t.deepEqual(marks.pagesPointingTo([0x7654_3001]), [pageBytes, 2 * pageBytes]);
  t.deepEqual(marks.pagesPointingTo([0x2345_6009]), [pageBytes]);
});

test('its own page may point to an object unless a scan saw that it does not', (t) => {
  const [base, other] = [pageBytes, 2 * pageBytes];
  const marks = new PageMarks([base, other]);
  const pointer = base + 0x1235;
  t.deepEqual(marks.pagesPointingTo([pointer]), [base]);
  marks.addOwn(pointer, false);
  t.deepEqual(marks.pagesPointingTo([pointer]), []);
  t.deepEqual(marks.pagesPointingTo([pointer + 8]), [base]);
  marks.addOwn(pointer, true);
  t.deepEqual(marks.pagesPointingTo([pointer]), [base]);
});

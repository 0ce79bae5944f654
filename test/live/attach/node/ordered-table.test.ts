import test from 'ava';
import {
  parseTable,
  tableHeaderBytes,
} from '../../../../src/live/attach/node/heap/ordered-table.ts';

/** A small integer stands in the upper half of a word. */
const small = (value: number): bigint => BigInt(value) << 32n;

function header(...words: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(tableHeaderBytes);
  for (const [index, word] of words.entries()) bytes.writeBigUInt64LE(word, 8 * index);
  return bytes;
}

const tableClass = 0x1_0000_0101n;
const next = 0x1_0000_2001n;

test('a table of a Map tells entries, deleted ones, capacity and bytes', (t) => {
  // 3 counters, 64 buckets, 128 entries of 3 words.
  const bytes = header(tableClass, small(3 + 64 + 384), small(100), small(7), small(64));
  t.deepEqual(parseTable(bytes, 'Map'), { entries: 100, deleted: 7, capacity: 128, bytes: 3624 });
  t.is(parseTable(bytes, 'Set'), null);
  t.is(parseTable(header(tableClass, small(451), small(120), small(9), small(64)), 'Map'), null);
});

test('a table that was left leads to the next one', (t) => {
  const left = header(tableClass, small(451), next, small(0), small(64));
  t.deepEqual(parseTable(left, 'Map'), { next: Number(next), bytes: 3624 });
});

test('memory that was a table once, and holds other things by now, is none that was left', (t) => {
  // As an array of objects in its place: a length, then pointers; or a length that no table has.
  t.is(parseTable(header(tableClass, small(8000), next, next, next), 'Map'), null);
  t.is(parseTable(header(tableClass, small(8000), next, small(0), small(64)), 'Map'), null);
});

test('a dictionary tells entries, deleted ones, capacity and bytes', (t) => {
  const bytes = header(tableClass, small(6 + 3 * 512), small(200), small(1), small(512));
  t.deepEqual(parseTable(bytes, 'object'), {
    entries: 200,
    deleted: 1,
    capacity: 512,
    bytes: 12_352,
  });
  t.is(
    parseTable(header(tableClass, small(1542), small(500), small(13), small(512)), 'object'),
    null,
  );
  t.is(
    parseTable(header(tableClass, small(1542), small(200), small(1), small(500)), 'object'),
    null,
  );
});

import test from 'ava';
import { SpanTable } from '../../../../src/live/attach/go/heap/span-table.ts';
import { goLayoutFor, type GoLayout } from '../../../../src/live/attach/go/program/go-layout.ts';

const layoutOf = (version: string, experiments: readonly string[]): GoLayout =>
  goLayoutFor({ version, experiments, path: 'main', settings: new Map() }, 'amd64');
const layout = layoutOf('go1.27', []);
const { mspan } = layout;
const listAt = 0x1000;
const recordsAt = 0x7f0000000000;
const pageBytes = 8192;

interface Span {
  readonly start: number;
  readonly pages: number;
  readonly bytes: number;
  readonly state: number;
  readonly hasPointers?: boolean;
}

/** A process with these records, one behind the other, listed in that order of numbers. */
function processWith(spans: readonly Span[], order: readonly number[]) {
  const records = Buffer.alloc(spans.length * mspan.structSize);
  for (const [number, { start, pages, bytes, state, hasPointers = true }] of spans.entries()) {
    const from = number * mspan.structSize;
    records.writeBigUInt64LE(BigInt(start), from + mspan.startAddr);
    records.writeBigUInt64LE(BigInt(pages), from + mspan.npages);
    records.writeBigUInt64LE(BigInt(bytes), from + mspan.elemsize);
    records.writeUInt16LE(
      Math.min(65_535, Math.floor((pages * pageBytes) / bytes)),
      from + mspan.nelems,
    );
    records.writeBigUInt64LE(0xabcden, from + mspan.gcmarkBits);
    records[from + mspan.spanclass] = hasPointers ? 10 : 11;
    records[from + mspan.state] = state;
  }
  const list = Buffer.alloc(8 * order.length);
  for (const [place, number] of order.entries())
    list.writeBigUInt64LE(BigInt(recordsAt + number * mspan.structSize), 8 * place);
  const readInto = (address: number, into: Uint8Array): boolean => {
    const [from, at] = address === listAt ? [list, 0] : [records, address - recordsAt];
    into.set(from.subarray(at, at + into.byteLength));
    return true;
  };
  return { readInto };
}

const gibibyte = 2 ** 30;

test('every page of a heap leads to its span, whatever the order of the records and however far apart the pages', (t) => {
  const spans = Array.from({ length: 300 }, (_, number) => ({
    start: 0xc000000000 + number * gibibyte,
    pages: 1 + (number % 3),
    bytes: 48,
    state: 1,
  }));
  const order = spans.map((_, number) => (number * 7) % spans.length);
  const table = new SpanTable(layout);
  for (let scan = 0; scan < 2; scan++) {
    table.read(processWith(spans, order), listAt, order.length);
    for (const [number, { start, pages }] of spans.entries()) {
      const row = table.rowAt(start + pages * pageBytes - 1);
      t.is(table.start[row], start);
      t.is(table.record[row], recordsAt + number * mspan.structSize);
      t.is(table.rowAt(start + pages * pageBytes), -1);
    }
    t.is(table.heapPages, 600);
  }
  table.read(processWith(spans, [5]), listAt, 1);
  t.is(table.rowAt(spans[4]?.start ?? 0), -1);
  t.is(table.start[table.rowAt(spans[5]?.start ?? 0)], spans[5]?.start);
});

test('spans that are free or cannot be are left out, stacks are no part of the heap, and sizes are told apart', (t) => {
  const start = 0xc000000000;
  const spans: readonly Span[] = [
    { start, pages: 1, bytes: 48, state: 1 },
    { start: start + pageBytes, pages: 1, bytes: 48, state: 0 },
    { start: start + 2 * pageBytes, pages: 2, bytes: 2048, state: 2 },
    { start: start + 4 * pageBytes + 8, pages: 1, bytes: 48, state: 1 },
    { start: start + 5 * pageBytes, pages: 1, bytes: 48, state: 1, hasPointers: false },
    { start: start + 6 * pageBytes, pages: 1, bytes: 64, state: 1 },
    { start: 2 ** 47 - pageBytes, pages: 2, bytes: 48, state: 1 },
  ];
  const order = spans.map((_, number) => number);
  const table = new SpanTable(layout);
  table.read(processWith(spans, order), listAt, order.length);
  const startOf = (address: number): number | undefined => table.start[table.rowAt(address)];
  t.deepEqual(
    spans.map((span) => startOf(span.start) === span.start),
    [true, false, true, false, true, true, false],
  );
  t.is(table.heapPages, 3);
  t.deepEqual(
    table.rowsOfSize(48).map((row) => table.start[row]),
    [start],
  );
  t.is(table.slotsOfSize(48), 170);
  t.is(table.bytesOfObject(start + 96), 48);
  t.is(table.bytesOfObject(start + 100), 0);
  t.is(table.bytesOfObject(start + 2 * pageBytes), 0);
});

test('what is in use is known of spans with objects of a header, which is larger for classic maps of Go 1.24', (t) => {
  const spans = [48, 64].map((bytes, number) => ({
    start: 0xc000000000 + number * pageBytes,
    pages: 1,
    bytes,
    state: 1,
  }));
  for (const [version, experiments, bytes] of [
    ['go1.22', [], 48],
    ['go1.24', ['noswissmap'], 64],
    ['go1.24', [], 48],
    ['go1.27', [], 48],
  ] as const) {
    const table = new SpanTable(layoutOf(version, experiments));
    table.read(processWith(spans, [0, 1]), listAt, 2);
    const [row = -1] = table.rowsOfSize(bytes);
    t.is(table.markBits[row], 0xabcde, version);
  }
});

import { gzipSync } from 'node:zlib';
import test from 'ava';
import { RecordingDocument, toCount } from '../../src/maps/golden/recording-document.ts';

const read = (document: unknown): RecordingDocument =>
  RecordingDocument.parse(new TextEncoder().encode(JSON.stringify(document)));

test('a recording is read from plain and from gzip bytes', (t) => {
  const document = {
    Ver: 'go1.22.12',
    Hint: 4,
    Big: '-1',
    Ok: true,
    Ops: [['p', 1, '-2'], ['d', 1], ['c']],
  };
  const zipped = RecordingDocument.parse(gzipSync(JSON.stringify(document)));
  t.is(zipped.goVersion(), 22);
  const plain = read({ ...document, Ops: [['p', 1, '-2']] });
  t.true(plain.has('Hint'));
  t.false(plain.has('Absent'));
  t.is(plain.word('Big'), 2n ** 64n - 1n);
  t.true(plain.boolean('Ok'));
  t.deepEqual(plain.operations(), [{ kind: 'p', key: 1n, value: 2n ** 64n - 2n }]);
});

test('what is wrong with a recording is said by the name of its member', (t) => {
  const refusals: readonly (readonly [() => unknown, RegExp])[] = [
    [() => RecordingDocument.parse(gzipSync('{}').subarray(0, 12)), /^expected a whole gzip file/],
    [() => RecordingDocument.parse(new TextEncoder().encode('{')), /^expected JSON, got text/],
    [() => read([]), /^expected a JSON object/],
    [() => read({ A: 1 }).boolean('A'), /^expected A to be a boolean, got 1$/],
    [() => read({ A: 1 }).string('A'), /^expected A to be a string, got 1$/],
    [() => read({ A: 1 }).list('A'), /^expected A to be a list, got 1$/],
    [() => read({ A: 1 }).object('A'), /^expected A to be an object, got 1$/],
    [() => read({ A: 1.5 }).word('A'), /^expected A to be an integer of 64 bits, got 1\.5$/],
    [
      () => read({ A: '18446744073709551616' }).word('A'),
      /^expected A to be an integer of 64 bits/,
    ],
    [
      () => read({ Ver: 'devel' }).goVersion(),
      /^expected Ver to look like go1\.22\.12, got "devel"$/,
    ],
    [() => read({ Ops: ['x'] }).operations(), /^expected Ops\[0\] to be a put, delete or clear/],
    [
      () => read({ Ops: [['q', 1]] }).operations(),
      /^expected Ops\[0\] to be a put, delete or clear/,
    ],
    [() => toCount(-1, 'N'), /^expected N to be an integer from 0, got -1$/],
  ];
  for (const [refused, message] of refusals) t.throws(refused, { message });
});

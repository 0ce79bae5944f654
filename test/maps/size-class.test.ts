import test from 'ava';
import {
  chargedBytes,
  nextPointerSliceCapacity,
  usableBytes,
} from '../../src/maps/model/size-class.ts';

test('an allocation is charged by its size class, its header and its pages', (t) => {
  for (const [size, noscan, scan] of [
    [0, 0, 0],
    [1, 8, 8],
    [8, 8, 8],
    [48, 48, 48],
    [512, 512, 512],
    [513, 576, 576],
    [576, 576, 640],
    [1144, 1152, 1152],
    [1145, 1152, 1280],
    [32752, 32768, 32768],
    [32760, 32768, 32768],
    [32761, 32768, 32768],
    [32769, 40960, 40960],
    [160432128, 160432128, 160432128],
  ] as const) {
    t.is(chargedBytes(size, false), noscan, `${size} without pointers`);
    t.is(chargedBytes(size, true), scan, `${size} with pointers`);
  }
});

test('a header takes 8 bytes of what may be used, and only between 513 and 32760 bytes', (t) => {
  t.is(usableBytes(512, true), 512);
  t.is(usableBytes(513, true), 568);
  t.is(usableBytes(513, false), 576);
  t.is(usableBytes(32760, true), 32760);
  t.is(usableBytes(32768, true), 32768);
});

test('a slice of pointers grows by the capacities that Go shows', (t) => {
  const capacities = [0];
  while (capacities.length < 23) capacities.push(nextPointerSliceCapacity(capacities.at(-1) ?? 0));
  t.deepEqual(
    capacities.slice(1),
    [
      1, 2, 4, 8, 16, 32, 64, 143, 287, 607, 1023, 1535, 2303, 3071, 4095, 6144, 8192, 11264, 14336,
      18432, 23552, 29696,
    ],
  );
  t.deepEqual(
    capacities.slice(1, 17).map((capacity) => chargedBytes(8 * capacity, true)),
    [8, 16, 32, 64, 128, 256, 512, 1152, 2304, 4864, 8192, 12288, 18432, 24576, 32768, 49152],
  );
});

import test from 'ava';
import type { MapModel } from '../../../src/maps/model/map-model.ts';
import { entryTypes } from '../../../src/maps/model/payload/entry-types.ts';
import { payloadOf } from '../../../src/maps/model/payload/payload-of.ts';
import type { FillEnd, Filling } from '../../../src/maps/model/runtime/filling.ts';
import { goFill } from '../../../src/maps/model/runtime/go-fill.ts';
import { defaultGoSettings } from '../../../src/maps/model/runtime/go-settings.ts';
import { nodeFill } from '../../../src/maps/model/runtime/node-fill.ts';
import { nodeHeapLimit } from '../../../src/maps/model/runtime/node-heap-limit.ts';
import { sizeModelFor } from '../../../src/maps/model/size/size-model-for.ts';

const limitBytes = 512 * 2 ** 20;
const mostEntries = 1e9;
const largestError = 0.1;

function filling(map: MapModel, key: string, value: string, nodeMajor = 20): Filling {
  const types = entryTypes({ map, key, value });
  return {
    model: sizeModelFor(map, types.key, types.value, 0).model,
    payload: payloadOf({ map, key, value, keySizes: null, valueSizes: null, nodeMajor }),
    entries: mostEntries,
  };
}

// Programs that filled one map in a control group of 512 MiB until they died: the last count in
// thousands, told every 2,000 entries. Go 1.22.12, 1.24.4 and 1.27.4 at GOGC=100 on 2 CPUs.
const session =
  '*struct { user, created, expires int64; csrf string(32); roles []struct { a, b int64 }(1); next uintptr }';
const goDeaths: readonly (readonly [
  key: string,
  value: string,
  go22: number,
  go24: number,
  go27: number,
])[] = [
  ['string(40)', '[]byte(512)', 838, 840, 762],
  ['string(36)', 'int64', 3442, 5344, 4004],
  ['int64', 'int64', 6858, 14_576, 14_526],
  ['string(36)', session, 1770, 1958, 1996],
  ['int64', '[256]byte', 1710, 1804, 1780],
  ['int64', '*[7]int64', 4376, 5102, 4670],
  ['string(20)', '[]byte(5000)', 94, 94, 94],
  ['string(24)', 'string(100)', 2148, 2454, 2126],
];

for (const [key, value, ...deaths] of goDeaths) {
  test(`a Go process with a map[${key}]${value} dies where it was foretold`, (t) => {
    for (const [index, map] of (['go1.22', 'go1.24', 'go1.27'] as const).entries()) {
      const real = 1000 * (deaths[index] ?? 0);
      const forecast = goFill(filling(map, key, value), {
        limitBytes,
        settings: defaultGoSettings,
      });
      const { entries, lowEntries, highEntries, endedBy } = forecast;
      t.is(endedBy, 'kernel');
      t.true(lowEntries <= entries && entries <= highEntries);
      // Where the collector decides, the forecast says between which numbers.
      t.true(
        real > (1 - largestError) * lowEntries && real < (1 + largestError) * highEntries,
        `${map}: ${real} of ${entries} (${lowEntries} to ${highEntries})`,
      );
    }
  });
}

const jsSession =
  "{ userId: smi, createdAt: double, expires: double, csrf: string(32), roles: ['user'] }";
const row =
  '{ a: smi, b: smi, c: smi, d: smi, e: smi, f: double, g: double, h: string(8), i: null, j: boolean, k: smi, l: smi }';

// The same in Node.js 20.20.2 and 24.21.0 with their flags; v8: ended by V8 and not by the kernel.
const nodeDeaths: readonly (readonly [
  key: string,
  value: string,
  flag: string,
  node20: number,
  node24: number | null,
  by: FillEnd,
])[] = [
  ['string(36)', 'smi', '', 2096, 2096, 'v8-heap'],
  ['string(37)', jsSession, '', 1004, 1010, 'v8-heap'],
  ['string(16)', 'Buffer(4352)', '', 108, 108, 'kernel'],
  ['double', 'double', '', 4194, 4194, 'v8-heap'],
  ['utf16(20)', '[string(10), string(10), smi]', '', 1048, 1048, 'v8-heap'],
  ['smi', row, '', 1048, 1048, 'v8-heap'],
  ['string(20)', 'string(1000)', '', 242, 240, 'v8-heap'],
  ['string(36)', 'smi', '--max-old-space-size=400', 4190, 4190, 'v8-heap'],
  ['string(37)', jsSession, '--max-old-space-size=400', 1520, 1535, 'v8-heap'],
  ['utf16(20)', '[string(10), string(10), smi]', '--max-old-space-size=400', 1835, 1850, 'v8-heap'],
  ['smi', row, '--max-old-space-size=400', 2005, 2020, 'v8-heap'],
  ['string(20)', 'string(1000)', '--max-old-space-size=400', 375, 375, 'v8-heap'],
  ['string(37)', jsSession, '--max-old-space-size=460', 1785, null, 'kernel'],
];

for (const [key, value, flag, node20, node24, by] of nodeDeaths) {
  test(`Node.js ${flag} with a Map of ${key} to ${value} dies where it was foretold`, (t) => {
    for (const [nodeMajor, thousands] of [
      [20, node20],
      [24, node24],
    ] as const) {
      if (thousands === null) continue;
      const heap = nodeHeapLimit(limitBytes, nodeMajor, flag === '' ? [] : [flag]);
      const forecast = nodeFill(filling('v8', key, value, nodeMajor), {
        limitBytes,
        heap,
        nodeMajor,
      });
      t.is(forecast.endedBy, by);
      const ratio = (1000 * thousands) / forecast.entries;
      t.true(Math.abs(ratio - 1) < largestError, `Node ${nodeMajor}: ${ratio}`);
    }
  });
}

test('a growth is named as what ends a process, and only where it does', (t) => {
  const heap = nodeHeapLimit(limitBytes, 20);
  const container = { limitBytes, heap, nodeMajor: 20 };
  const doubling = nodeFill(filling('v8', 'string(36)', 'smi'), container);
  t.is(doubling.entries, 2 ** 21);
  t.is(doubling.growth?.entries, 2 ** 21 + 1);
  t.is(nodeFill(filling('v8', 'string(20)', 'string(1000)'), container).growth, null);
  const classic = goFill(filling('go1.22', 'string(36)', 'int64'), {
    limitBytes,
    settings: defaultGoSettings,
  });
  t.is(classic.growth?.entries, 3_407_873);
});

test('a filling that ends by itself is not ended, and its peak grows with its entries', (t) => {
  const container = { limitBytes, settings: defaultGoSettings };
  const of = (entries: number) =>
    goFill({ ...filling('go1.27', 'string(40)', '[]byte(512)'), entries }, container);
  const [few, more] = [of(100_000), of(400_000)];
  t.deepEqual([few.endedBy, few.entries, few.growth], ['all-entries', 100_000, null]);
  t.true(few.peakBytes < more.peakBytes && more.peakBytes < limitBytes);
});

test('GOMEMLIMIT lets more entries of a classic map fit, since the old tables go in time', (t) => {
  const map = filling('go1.22', 'int64', 'int64');
  const usual = goFill(map, { limitBytes, settings: defaultGoSettings });
  const limited = goFill(map, {
    limitBytes,
    settings: { gogc: 100, memoryLimitBytes: 0.9 * limitBytes },
  });
  t.true(limited.entries > 1.5 * usual.entries, `${limited.entries} after ${usual.entries}`);
});

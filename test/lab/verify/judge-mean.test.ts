import test from 'ava';
import { compareFreshMaps } from '../../../src/lab/verify/fresh-maps/compare-fresh-maps.ts';
import type { FillJob, RealFill } from '../../../src/lab/verify/fresh-maps/fill-real-maps.ts';
import type { FillFigures } from '../../../src/lab/verify/figure-sums.ts';
import type { FreshMapCase } from '../../../src/lab/verify/fresh-maps/fresh-map-cases.ts';
import { judgeMean } from '../../../src/lab/verify/judge-mean.ts';
import { mapsOfCloserLook } from '../../../src/lab/verify/fresh-maps/sample-references.ts';
import { typePairs } from '../../../src/lab/verify/fresh-maps/type-pairs.ts';

const [pair] = typePairs;

/** 128 tables for 100,000 hinted entries; one more where a table splits, and a directory of twice the size. */
const usual = 5_248_048;
const split = usual + 2 * 40_992 + 2048;

/** A case of 100,000 entries, whose reference maps take what their seeds say. */
function caseOf(bytes: (seed: number) => number): FreshMapCase {
  if (pair === undefined) throw new Error('expected a type pair');
  return {
    name: 'hinted',
    minor: 27,
    pair,
    way: 'map',
    entries: 100_000,
    operations: 100_000,
    foreignBytes: 0,
    hint: 100_000,
    growths: null,
    fill: (seed) => figures(bytes(seed)),
  };
}

function figures(bytes: number): FillFigures {
  return { allocatedBytes: bytes, allocations: 260, heldBytes: usual };
}

/** Real maps, of which `bytes` says what they take by their numbers from 1 on; keeps the jobs. */
class RealMaps {
  readonly jobs: FillJob[] = [];
  readonly #bytes: (map: number) => number;
  #made = 0;

  constructor(bytes: (map: number) => number) {
    this.#bytes = bytes;
  }

  readonly fill = (jobs: readonly FillJob[]): Promise<readonly RealFill[]> => {
    this.jobs.push(...jobs);
    return Promise.resolve(jobs.map(({ copies }) => this.#meanOf(copies)));
  };

  #meanOf(copies: number): RealFill {
    let sum = 0;
    for (let copy = 0; copy < copies; copy++) sum += this.#bytes(++this.#made);
    return { ...figures(sum / copies), growths: [], chains: [] };
  }
}

test('means are equal within 0.2 %, or within what chance explains by the maps of both sides', (t) => {
  const pairOfMeans = {
    real: 1003,
    realMaps: 100,
    modelled: 1000,
    modelledMaps: 25,
    deviation: 0,
    foreign: 0,
  };
  t.deepEqual(judgeMean(pairOfMeans), { share: 0.003, chance: 0, isEqual: false });
  t.true(judgeMean({ ...pairOfMeans, real: 1002 }).isEqual);
  // 5 * 2.5 * sqrt(1/100 + 1/25) / 1000 = 0.002795; with 2.8 it is 0.003130.
  t.false(judgeMean({ ...pairOfMeans, deviation: 2.5 }).isEqual);
  t.true(judgeMean({ ...pairOfMeans, deviation: 2.8 }).isEqual);
  t.true(judgeMean({ ...pairOfMeans, foreign: 3 }).isEqual);
});

test('a table that splits in one of hundreds of maps is no difference, though the first look met it', async (t) => {
  // The second of all real maps splits, and one more later on; of the reference maps none does.
  const real = new RealMaps((map) => (map === 2 || map === 60 ? split : usual));
  const [result] = await compareFreshMaps([caseOf(() => usual)], real.fill);
  t.true(result?.verdicts.allocatedBytes.isEqual);
  t.is(real.jobs.length, 1 + 20);
  t.true(real.jobs.every(({ copies }) => copies === 5));
  t.true((result?.verdicts.allocatedBytes.share ?? 1) < 0.0002);
});

test('what every fourth real map does and no reference map is a difference', async (t) => {
  const real = new RealMaps((map) => (map % 4 === 0 ? split : usual));
  const [result] = await compareFreshMaps([caseOf(() => usual)], real.fill);
  t.false(result?.verdicts.allocatedBytes.isEqual);
  t.is(result?.verdicts.allocatedBytes.chance, 0);
  t.true(result?.verdicts.heldBytes.isEqual);
});

test('a real difference of 0.5 % is found, and chance in the reference maps does not hide it', async (t) => {
  const real = new RealMaps(() => usual * 1.005);
  const [plain] = await compareFreshMaps([caseOf(() => usual)], real.fill);
  t.false(plain?.verdicts.allocatedBytes.isEqual);
  const [rare] = await compareFreshMaps(
    [caseOf((seed) => (seed % 50 === 0 ? split : usual))],
    real.fill,
  );
  t.false(rare?.verdicts.allocatedBytes.isEqual);
  t.true((rare?.verdicts.allocatedBytes.chance ?? 0) > 0.001);
});

test('a second look takes ten million operations, or a quarter where chance may be all', (t) => {
  const sizes = [8, 1000, 100_000, 1_000_000];
  const maps = (isDifferent: boolean): number[] =>
    sizes.map((size) => mapsOfCloserLook(size, isDifferent));
  t.deepEqual(maps(true), [10_000, 10_000, 100, 10]);
  t.deepEqual(maps(false), [2500, 2500, 25, 2]);
});

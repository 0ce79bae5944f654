import test from 'ava';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { shuffled } from '../../../src/base/primitives/shuffled.ts';

function first3(seed: number, stream?: number): number[] {
  const random = seededRandom(seed, stream);
  return [random(), random(), random()];
}

test('a seed and a stream give one sequence, the same as an independent Python transcription', (t) => {
  t.deepEqual(first3(1), [0.16636724982051876, 0.3219548386496016, 0.8361158579600755]);
  t.deepEqual(first3(1, 1), [0.476469931918155, 0.05029337861322658, 0.42040235842419693]);
  t.deepEqual(first3(-7), [0.19420216669959167, 0.41144777862072446, 0.5439783018954867]);
});

test('numbers fill [0, 1) evenly: chi-square over 64 cells stays below its 0.999 quantile', (t) => {
  const random = seededRandom(2026);
  const cells = Array.from({ length: 64 }, () => 0);
  for (let i = 0; i < 64_000; i++) {
    const cell = Math.floor(random() * 64);
    cells[cell] = (cells[cell] ?? Number.NaN) + 1;
  }
  const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  t.true(chiSquare < 103.4424, `chi-square ${chiSquare}`); // scipy.stats.chi2.ppf(0.999, 63)
  t.true(chiSquare > 32.4552, `chi-square ${chiSquare}`); // scipy.stats.chi2.ppf(0.0005, 63)
});

test('every order of a short list is equally likely, and the list itself stays', (t) => {
  const random = seededRandom(3);
  const list = ['a', 'b', 'c'];
  const seen = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(list, random).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  t.deepEqual(list, ['a', 'b', 'c']);
  t.is(seen.size, 6);
  const chiSquare = [...seen.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  t.true(chiSquare < 20.515); // scipy.stats.chi2.ppf(0.999, 5)
});

test('a seed that is no integer is refused', (t) => {
  t.throws(() => seededRandom(0.5), { instanceOf: RangeError, message: /seed .*0\.5/ });
  t.throws(() => seededRandom(1, Number.NaN), { instanceOf: RangeError, message: /stream/ });
});

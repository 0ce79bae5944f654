import { median } from '../src/base/stats/median.ts';
import { seededRandom } from '../src/base/primitives/seeded-random.ts';
import { InstrumentedMap } from '../src/live/service/instrumented-map.ts';
import { keySampleInterval, SampledKeys } from '../src/live/service/size/sampled-keys.ts';
import { referenceExactPass } from '../src/lab/subjects/reference/reference-exact-pass.ts';
import { benchCell } from './bench-cell.ts';
import { costOf } from './paired-cost.ts';

const OPERATIONS = 200_000;
const KEYS = 100_000;
const TURNS = 15;
const CELL_OPERATIONS = 1_000_000;

/**
 * What seeing hot keys costs. In a service: CPU time of the sampling alone beside that of the same operations
 * on the instrumented map without HTTP (aim: at most 2 %), in turns. In a run: nothing in any pass; the time
 * that counting the keys of a cell of a million operations takes after its exact pass.
 */
export function run(): Promise<string> {
  return Promise.resolve(`${serving()}${counting()}`);
}

function serving(): string {
  const random = seededRandom(3);
  const keys = Array.from({ length: OPERATIONS }, () => `session:${Math.floor(random() * KEYS)}`);
  const map = new InstrumentedMap({
    name: 'bench',
    map: 'go1.24',
    key: 'string',
    value: 'int64',
    guard: 'none',
    hint: 0,
    seed: 1,
    limitBytes: null,
  });
  const operate = (): void => {
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] ?? '';
      if (at % 4 === 0) map.set(key, 1n);
      else map.get(key);
    }
  };
  const sketch = new SampledKeys(1, false);
  const sample = (): void => {
    for (let at = 0; at < keys.length; at++) if (sketch.isDue()) sketch.see(keys[at] ?? '', 0, 1);
  };
  for (let warm = 0; warm < 3; warm++) {
    operate();
    sample();
  }
  const pairs = Array.from({ length: TURNS }, (_, turn) => {
    if (turn % 2 === 0) return { whole: cpuNs(operate), own: cpuNs(sample) };
    const own = cpuNs(sample);
    return { whole: cpuNs(operate), own };
  });
  map.close();
  const share = median(pairs.map(({ whole, own }) => own / whole));
  const shares = pairs.map(({ whole, own }) => own / whole).toSorted((a, b) => a - b);
  const typical = (figure: (pair: (typeof pairs)[number]) => number): string =>
    median(pairs.map(figure)).toFixed(1);
  return `  serve, one operation in ${keySampleInterval} looked at: ${typical(({ own }) => own)} of ${typical(({ whole }) => whole)} ns of CPU time per operation, ${percent(share)} as the median of ${TURNS} pairs (${percent(shares[2] ?? 0)} to ${percent(shares.at(-3) ?? 0)}, without the two at each end)\n`;
}

function cpuNs(work: () => void): number {
  return costOf(OPERATIONS, () => {
    work();
    return 0;
  }).cpuNs;
}

function counting(): string {
  const cell = benchCell(1, CELL_OPERATIONS);
  const options = { cell, arenaLimitBytes: 2 ** 28, onState: () => undefined };
  const pass = (countsKeys: boolean): number =>
    costOf(1, () => {
      referenceExactPass({ ...options, countsKeys });
      return 0;
    }).cpuNs / 1e6;
  pass(true);
  const pairs = Array.from({ length: 5 }, (_, turn) => {
    if (turn % 2 === 0) return { counted: pass(true), plain: pass(false) };
    const plain = pass(false);
    return { counted: pass(true), plain };
  });
  const more = median(pairs.map(({ counted, plain }) => counted - plain));
  return `  run: ${more.toFixed(0)} ms of CPU time after the exact pass of ${CELL_OPERATIONS} operations, which takes ${median(pairs.map(({ plain }) => plain)).toFixed(0)} ms; none in timed passes\n`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

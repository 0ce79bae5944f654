import test from 'ava';
import * as fc from 'fast-check';
import { chartsOfCell, type NamedChart } from '../../src/report/run/charts/charts-of-cell.ts';
import { corners } from '../../src/report/kit/drawing/corners.ts';
import { downsample } from '../../src/report/kit/drawing/downsample.ts';
import {
  formatLatency,
  formatMoment,
  formatNs,
  formatPerSecond,
  formatShare,
  formatTimes,
  keepUnits,
  significant,
} from '../../src/report/run/figures/format-figure.ts';
import { expectedLongest, poissonBuckets } from '../../src/report/run/figures/poisson-buckets.ts';
import { powersOfTen } from '../../src/report/kit/drawing/powers-of-ten.ts';
import { renderChart } from '../../src/report/kit/drawing/render-chart.ts';
import {
  everyOutcomePlans,
  hostileName,
  makeRecord,
  shippedPlans,
} from '../support/make-record.ts';

function chartsOf(plans: typeof shippedPlans): readonly NamedChart[] {
  const record = makeRecord(plans);
  return record.cells.flatMap((cell) => chartsOfCell(cell, record.yardstick));
}

test('every chart of every cell is drawn without a warning, with words for those who do not see', async (t) => {
  const charts = chartsOf([...shippedPlans, ...everyOutcomePlans.slice(7, 10)]);
  t.is(charts.length, 70);
  for (const [index, { name, chart }] of charts.entries()) {
    const { svgs, warnings } = await renderChart(chart, `k${index}`);
    t.deepEqual(warnings, [], `${name} ${index}`);
    t.is(svgs.length, chart.sizes.length);
    for (const [size, svg] of svgs.entries()) {
      t.true(svg.startsWith(`<svg viewBox="0 0 `));
      t.true(
        svg.includes(` role="img" aria-labelledby="k${index}-${size}-t k${index}-${size}-d">`),
      );
      t.true(svg.includes(`<title id="k${index}-${size}-t">${chart.title}</title>`));
      t.regex(chart.description, /\.$/);
      t.regex(chart.caption, /\d.*\.$/);
      t.false(/NaN|Infinity|undefined|#[0-9a-f]{3}|url\(/.test(svg), `${name} ${index}`);
    }
  }
});

test('a chart is the same text whatever was drawn before it, or is drawn at the same time', async (t) => {
  const charts = chartsOf(shippedPlans.slice(0, 5));
  const inOrder: (readonly string[])[] = [];
  for (const { chart } of charts) inOrder.push((await renderChart(chart, 'k')).svgs);
  const backwards: (readonly string[])[] = [];
  for (const { chart } of charts.toReversed())
    backwards.unshift((await renderChart(chart, 'k')).svgs);
  t.deepEqual(backwards, inOrder);
  const atOnce = await Promise.all(charts.map(({ chart }) => renderChart(chart, 'k')));
  t.deepEqual(
    atOnce.map(({ svgs }) => svgs),
    inOrder,
  );
});

test('charts have titled axes with units, and colours that follow the page', async (t) => {
  const drawn = new Map<string, string>();
  for (const { name, chart } of chartsOf(shippedPlans.slice(2, 3)))
    drawn.set(name, (await renderChart(chart, name)).svgs[0] ?? '');
  const says = (name: string, ...texts: readonly string[]): void => {
    for (const text of texts)
      t.true(drawn.get(name)?.includes(`>${text}</text>`), `${name}: ${text}`);
  };
  t.deepEqual([...drawn.keys()], ['memory', 'load', 'chains', 'latency', 'throughput']);
  says('memory', 'inserts', 'bytes held (MiB)', '57.4 MiB at 851,969', '1M', '60');
  says('load', 'inserts', 'entries per slot', 'grows at 0.8125');
  says('chains', 'entries in a chain', 'buckets (log scale; dots: by chance)');
  says(
    'latency',
    'percentile of the writes',
    'time of a write (log scale)',
    '99.9',
    '10 µs',
    'normal',
    'evacuating',
    'growing',
  );
  says('throughput', 'round', 'million operations per second', 'this cell', 'yardstick');
  const colours = [...drawn.values()].join('').matchAll(/(?:fill|stroke)="([^"]*)"/g);
  t.deepEqual(
    [...new Set([...colours].map(([, colour]) => colour))].filter(
      (colour) =>
        colour !== 'none' && colour !== 'transparent' && colour?.startsWith('var(--') !== true,
    ),
    [],
  );
});

test('a limit within reach is a line, and what was refused is marked', async (t) => {
  const [full] = chartsOf(shippedPlans.slice(9, 10));
  const [far] = chartsOf(shippedPlans.slice(2, 3));
  if (full === undefined || far === undefined) return t.fail();
  const svg = (await renderChart(full.chart, 'x')).svgs[0] ?? '';
  t.true(svg.includes('>limit 190.7 MiB</text>'));
  t.true(svg.includes('>refused: 229.5 MiB at 3,407,873</text>'));
  t.is(
    full.chart.caption,
    '76.5 MiB held at the end, 114.8 MiB at the peak; 19 growths left 76.5 MiB behind. The map may hold 190.7 MiB. 229.5 MiB were needed at operation 3,407,873 and refused.',
  );
  t.false((await renderChart(far.chart, 'x')).svgs[0]?.includes('>limit'));
  return undefined;
});

test('growths of shards lie on the staircase of them all, which alone knows what is held', async (t) => {
  const plan = { id: 'x', run: { inserts: 2000 }, rounds: [] };
  const draw = async (guard: 'mutex' | 'sharded:8'): Promise<string> => {
    const [memory] = chartsOf([{ ...plan, cell: { guard } }]);
    return memory === undefined ? '' : ((await renderChart(memory.chart, 'x')).svgs[0] ?? '');
  };
  t.true((await draw('mutex')).includes('>120.1 KiB at 1,665</text>'));
  const sharded = await draw('sharded:8');
  t.false(sharded.includes(' at 1,665'));
  t.is(sharded.split('stroke="var(--growing)"').length - 1, 9);
});

test('captions give the key figures', (t) => {
  t.deepEqual(
    chartsOf(shippedPlans.slice(2, 3)).map(({ chart }) => chart.caption),
    [
      '38.3 MiB held at the end, 57.4 MiB at the peak; 18 growths left 38.3 MiB behind.',
      '0.477 at the end: 1,000,000 entries, and the next growth by load after 1,703,936.',
      'The longest chain has 16 entries in 2 buckets; chance makes up to 17. A bucket has 3.81 on average.',
      'Median write: normal 94 ns, p99 223 ns, at most 7.00 µs; evacuating 262 ns, p99 612 ns, at most 9.88 µs; growing 3.65 ms, at most 8.66 ms.',
      'Median 8.65 million/s over 5 rounds, spread 5.3 %, 5.62 times the yardstick.',
    ],
  );
});

test('a name from a scenario stays text in a chart', async (t) => {
  const record = makeRecord([{ id: 'x', run: { inserts: 1000, deletes: 900 } }]);
  const [cell] = record.cells;
  if (cell === undefined) return t.fail();
  const { workload } = cell.cell;
  const phases = workload.phases.map((phase) => Object.assign({}, phase, { name: hostileName }));
  const hostile = { ...cell, cell: { ...cell.cell, workload: { ...workload, phases } } };
  const [memory] = chartsOfCell(hostile, record.yardstick);
  if (memory === undefined) return t.fail();
  const svg = (await renderChart(memory.chart, 'x')).svgs.join('');
  t.true(svg.includes('&lt;script&gt;alert('));
  t.false(svg.includes('<script'));
  t.notRegex(svg, /[^\P{Cc}\n\t]|\p{Bidi_Control}/u);
  return undefined;
});

test('the expected buckets are the Poisson distribution', (t) => {
  // R 4: 64 * dpois(0:7, 2)
  const oracle = [
    8.661458, 17.322916, 17.322916, 11.548611, 5.774305, 2.309722, 0.769907, 0.219973,
  ];
  const counted = [9, 17, 18, 11, 5, 2, 2];
  t.is(
    counted.reduce((sum, count, k) => sum + count * k, 0),
    128,
  );
  const expected = poissonBuckets(counted);
  for (const [k, value] of oracle.entries())
    t.true(Math.abs((expected[k] ?? 0) - value) < 1e-5, `${k}: ${expected[k]}`);
  t.is(expectedLongest(counted), 8);
  t.deepEqual(poissonBuckets([]), []);
  t.deepEqual(poissonBuckets([4]), [4]);
});

const xOf = (point: { readonly x: number }): number => point.x;
const yOf = (point: { readonly x: number; readonly y: number }): number => point.y;

test('fewer points keep the first, last, lowest and highest of every stretch', (t) => {
  const points = [5, 9, 1, 4, 7, 7, 0, 2, 3].map((y, x) => ({ x, y }));
  t.deepEqual(
    downsample(points, 1, xOf, yOf).map(({ x: at }) => at),
    [0, 1, 6, 8],
  );
  t.is(downsample(points, 3, xOf, yOf), points);
  t.deepEqual(downsample([], 3, xOf, yOf), []);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 20 }),
      (values, stretches) => {
        const all = values.map((value, index) => ({ x: index, y: value }));
        const kept = downsample(all, stretches, xOf, yOf);
        t.true(kept.length <= Math.max(4 * (stretches + 1), 4 * stretches));
        t.is(Math.max(...kept.map(yOf)), Math.max(...values));
        t.is(Math.min(...kept.map(yOf)), Math.min(...values));
        t.is(kept[0], all[0]);
        t.is(kept.at(-1), all.at(-1));
      },
    ),
  );
});

test('corners are the ends and the steps that can be seen', (t) => {
  const steps = [1, 1, 1, 4, 4.1, 4.2, 4.6, 4.6, 4.6].map((y, x) => ({ x, y }));
  t.deepEqual(
    corners(steps, 0).map(({ x }) => x),
    [0, 3, 4, 5, 6, 8],
  );
  t.deepEqual(
    corners(steps, 0.5).map(({ x }) => x),
    [0, 3, 6, 8],
  );
});

test('ticks of a logarithmic axis are round and few', (t) => {
  t.deepEqual(powersOfTen(1, 1000), [1, 10, 100, 1000]);
  t.deepEqual(powersOfTen(30, 2e6), [100, 1000, 10_000, 100_000, 1_000_000]);
  t.deepEqual(powersOfTen(1, 2e6), [1, 100, 10_000, 1_000_000]);
  t.deepEqual(powersOfTen(60, 300), [100, 200]);
  t.deepEqual(powersOfTen(1, 1), [1]);
});

test('figures are written for people', (t) => {
  t.deepEqual([0, 9.5, 10, 1234].map(formatLatency), [
    'under 10 ns',
    'under 10 ns',
    '10 ns',
    '1.23 µs',
  ]);
  t.deepEqual([0, 7, 999, 1000, 12_345, 999_600, 1.5e9].map(formatNs), [
    '0 ns',
    '7 ns',
    '999 ns',
    '1.00 µs',
    '12.3 µs',
    '1.00 ms',
    '1.50 s',
  ]);
  t.deepEqual([3.1234, 12_345, 104_024, 8_583_452].map(formatPerSecond), [
    '3.12/s',
    '12,300/s',
    '104,000/s',
    '8.58 million/s',
  ]);
  t.deepEqual([0, 0.0004, 0.03, 0.0311, 0.9, 1].map(formatShare), [
    '0 %',
    'less than 0.1 %',
    '3 %',
    '3.1 %',
    '90 %',
    '100 %',
  ]);
  t.deepEqual([2.1, 277.4, 37_500].map(formatTimes), ['2.10 times', '277 times', '38,000 times']);
  t.deepEqual([0, 0.000753, 0.0621, 1.5, 61_300].map(significant), [
    '0',
    '0.000753',
    '0.0621',
    '1.50',
    '61,300',
  ]);
  t.is(formatMoment('2025-11-22T21:18:04.512Z'), '2025-11-22 21:18 UTC');
  t.is(
    keepUnits('38.3 MiB in 3 shards, 90 % of 2 CPUs'),
    '38.3\u00a0MiB in 3 shards, 90\u00a0% of 2\u00a0CPUs',
  );
});

import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { MapQuality } from '../../../maps/figures/map-quality.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import { dotLayer, type ChartLayer, type ChartPoint } from '../../kit/drawing/chart-layers.ts';
import { powersOfTen } from '../../kit/drawing/powers-of-ten.ts';
import { chartColours, shortCounts } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { counted, significant } from '../figures/format-figure.ts';
import type { MapFamily } from '../../../maps/model/map-model.ts';
import { expectedLongest, poissonBuckets } from '../figures/poisson-buckets.ts';

/** Chains beyond this many entries share the last bar. */
const mostBars = 28;

/** How many buckets hold how many entries in their chain, and how many would by chance. */
export function chainLengths(
  { chains, quality }: ExactCounts,
  family: MapFamily,
  sizes: Chart['sizes'],
): Chart | null {
  if (chains.entriesPerBucket.every((buckets) => buckets === 0)) return null;
  if (family === 'swiss' && quality !== undefined) return homeGroups(quality, sizes);
  const { entriesPerBucket } = chains;
  return histogramChart({
    title: 'Chain lengths',
    counted: entriesPerBucket,
    expected: poissonBuckets(entriesPerBucket),
    what: 'Main buckets by the number of entries in their chain',
    axis: 'entries in a chain',
    unit: 'buckets',
    caption: captionOf(chains),
    sizes,
  });
}

/** Of a Swiss map: how many groups the searches for how many entries begin in. */
function homeGroups(quality: MapQuality, sizes: Chart['sizes']): Chart {
  const { entriesPerHome, expectedEntriesPerHome, entries, meanHitProbes } = quality;
  const most = entriesPerHome.findLastIndex((groups) => groups > 0);
  const expected = expectedEntriesPerHome.findLastIndex((groups) => groups >= 0.05);
  return histogramChart({
    title: 'Entries per home group',
    counted: entriesPerHome,
    expected: expectedEntriesPerHome,
    what: 'Groups by the number of entries whose search begins there',
    axis: 'entries of a group',
    unit: 'groups',
    caption:
      `The searches for up to ${counted(most, 'entry', 'entries')} begin in one group of 8 slots; chance makes up to ${formatCount(Math.max(0, expected))}. ` +
      `A hit among ${formatCount(entries)} entries visits ${formatCount(meanHitProbes, 3)} groups on average.`,
    sizes,
  });
}

interface Histogram {
  readonly title: string;
  readonly counted: readonly number[];
  readonly expected: readonly number[];
  readonly what: string;
  readonly axis: string;
  readonly unit: string;
  readonly caption: string;
  readonly sizes: Chart['sizes'];
}

function histogramChart(histogram: Histogram): Chart {
  const { title, what, axis, unit, caption, sizes } = histogram;
  const bars = barsOf(histogram.counted);
  const expected = barsOf(histogram.expected).filter(({ y }) => y >= 0.5);
  const last = Math.max(1, ...bars.map(({ x }) => x), ...expected.map(({ x }) => x));
  const highest = Math.max(...bars.map(({ y }) => y), ...expected.map(({ y }) => y));
  return layeredChart({
    title,
    caption,
    description: `${what}, on a logarithmic scale, with the Poisson expectation of a hash that spreads evenly. ${caption}`,
    sizes,
    x: {
      title: last >= mostBars ? `${axis} (${mostBars}: and more)` : axis,
      from: -0.6,
      to: last + 0.6,
      ticks: { tickMinStep: 1, tickCount: 6, format: 'd' },
    },
    y: {
      title: `${unit} (log scale; dots: by chance)`,
      from: 0.5,
      to: highest * 1.3,
      isLogarithmic: true,
      ticksAt: powersOfTen(1, highest),
      ticks: { labelExpr: shortCounts },
    },
    figures: { barWidth: Math.max(2, Math.min(18, (sizes[0].width - 60) / (last + 2) - 2)) },
    layers: [barLayer(bars), chanceLayer(expected)],
  });
}

function barLayer(bars: readonly ChartPoint[]): ChartLayer {
  return {
    data: { values: [...bars] },
    mark: { type: 'bar', fill: chartColours.held, width: { expr: 'barWidth' } },
    encoding: { y2: { datum: 0.5 } },
  };
}

function chanceLayer(expected: readonly ChartPoint[]): ChartLayer {
  const style = { fill: chartColours.paper, stroke: chartColours.ink };
  return dotLayer(
    expected.map(({ x, y }) => ({ x, y, ...style })),
    18,
  );
}

function barsOf(buckets: readonly number[]): readonly ChartPoint[] {
  const bars = buckets
    .slice(0, mostBars)
    .map((y, x) => ({ x, y }))
    .filter(({ y }) => y > 0);
  const beyond = buckets.slice(mostBars).reduce((sum, y) => sum + y, 0);
  return beyond > 0 ? [...bars, { x: mostBars, y: beyond }] : bars;
}

function captionOf(chains: ExactCounts['chains']): string {
  const buckets = chains.entriesPerBucket.reduce((sum, count) => sum + count, 0);
  const entries = chains.entriesPerBucket.reduce((sum, count, k) => sum + count * k, 0);
  const mean = buckets === 0 ? 0 : entries / buckets;
  return (
    `The longest chain has ${counted(chains.maxChainEntries, 'entry', 'entries')} in ` +
    `${counted(chains.maxChainBuckets, 'bucket')}; chance makes up to ${formatCount(Math.max(0, expectedLongest(chains.entriesPerBucket)))}. ` +
    `A bucket has ${significant(mean)} on average.`
  );
}

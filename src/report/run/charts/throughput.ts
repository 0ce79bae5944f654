import type { CellRecord, YardstickRound } from '../../../lab/record/run-record.ts';
import { median } from '../../../base/stats/median.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  levelLayer,
  type ChartDot,
  type ChartLayer,
  type ChartPoint,
} from '../../kit/drawing/chart-layers.ts';
import { chartColours } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { counted, formatPerSecond, formatShare, formatTimes } from '../figures/format-figure.ts';

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly isHollow: boolean;
  readonly points: readonly ChartPoint[];
}

/** Writes per second of every round, and what the yardstick did in the same round. */
export function throughput(
  { rounds, summary }: CellRecord,
  yardstick: readonly YardstickRound[],
  sizes: Chart['sizes'],
): Chart | null {
  const own = rounds.flatMap(({ round, measurement }) =>
    measurement === null ? [] : [{ x: round + 1, y: measurement.writesPerSecond }],
  );
  if (own.length === 0) return null;
  const reference = yardstick.flatMap(({ round, operationsPerSecond }) =>
    operationsPerSecond === null ? [] : [{ x: round + 1, y: operationsPerSecond }],
  );
  const highest = Math.max(...[...own, ...reference].map(({ y }) => y));
  const scale = scaleFor(highest);
  const series = [
    { name: 'this cell', colour: chartColours.held, isHollow: false, points: own },
    { name: 'yardstick', colour: chartColours.other, isHollow: true, points: reference },
  ].filter(({ points }) => points.length > 0);
  const last = Math.max(...series.flatMap(({ points }) => points.map(({ x }) => x)));
  const caption = captionOf(summary, own.length);
  return layeredChart({
    title: 'Throughput per round',
    caption,
    description: `Writes per second of each round, with the yardstick, fixed work on the native Map, in the same round. ${caption}`,
    sizes,
    x: {
      title: 'round',
      from: 0.5,
      to: last + Math.max(1, last * 0.34),
      ticksAt: roundTicks(last),
      ticks: { format: 'd' },
    },
    y: {
      title: `${scale.name} per second`,
      from: 0,
      to: highest / scale.size,
      isRounded: true,
      ticks: { format: ',~f' },
    },
    layers: seriesLayers(series, scale.size, last),
  });
}

function seriesLayers(series: readonly Series[], size: number, last: number): ChartLayer[] {
  const levels = series.map(({ name, colour, points }) => ({
    name,
    stroke: colour,
    y: median(points.map(({ y }) => y)) / size,
  }));
  const isCrowded = levels.length === 2 && closeTogether(levels.map(({ y }) => y));
  const top = Math.max(...levels.map(({ y }) => y));
  const labels = levels.map(({ name, stroke, y }) => ({ x: last, y, text: name, fill: stroke }));
  // Two labels on about one height go one above and one below their lines.
  const below = isCrowded ? labels.filter(({ y }) => y < top) : [];
  return [
    levelLayer(levels, [2, 3]),
    dotLayer(
      series.flatMap((one) => dotsOf(one, size)),
      34,
    ),
    labelLayer(
      labels.filter((label) => !below.includes(label)),
      { dx: 12, dy: -8 },
    ),
    labelLayer(below, { dx: 12, dy: 9 }),
  ];
}

function dotsOf({ colour, isHollow, points }: Series, size: number): readonly ChartDot[] {
  const fill = isHollow ? chartColours.paper : colour;
  return points.map(({ x, y }) => ({ x, y: y / size, fill, stroke: colour }));
}

function closeTogether(values: readonly number[]): boolean {
  return Math.max(...values) - Math.min(...values) < 0.12 * Math.max(...values);
}

function scaleFor(largest: number): { readonly name: string; readonly size: number } {
  if (largest >= 1e6) return { name: 'million operations', size: 1e6 };
  return largest >= 1e4
    ? { name: 'thousand operations', size: 1e3 }
    : { name: 'operations', size: 1 };
}

function roundTicks(last: number): readonly number[] {
  const step = Math.ceil(last / 8);
  return Array.from({ length: Math.ceil(last / step) }, (_, index) => 1 + index * step);
}

function captionOf({ writesPerSecond, yardstickRatio }: CellRecord['summary'], n: number): string {
  if (writesPerSecond === null) return '';
  const share = formatShare(writesPerSecond.spread / writesPerSecond.median);
  const ratio =
    yardstickRatio === null ? '' : `, ${formatTimes(yardstickRatio.median)} the yardstick`;
  return `Median ${formatPerSecond(writesPerSecond.median)} over ${counted(n, 'round')}, spread ${share}${ratio}.`;
}

import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { HttpGrowth, HttpMeasurement } from '../../../lab/record/http-result.ts';
import { median } from '../../../base/stats/median.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  lineLayer,
  stemLayer,
  type ChartDot,
  type ChartLayer,
  type ChartPoint,
} from '../../kit/drawing/chart-layers.ts';
import { chartColours, durationLabels } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { counted, formatNs } from '../figures/format-figure.ts';
import type { HttpRound } from '../figures/http-round.ts';
import { powersOfTen } from '../../kit/drawing/powers-of-ten.ts';
import { largeGrowths, slicesByGrowth } from '../figures/slices-of-growth.ts';

const mostLabels = 4;

interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly ChartPoint[];
}

/** Response times over the course of one round, with the moments at which the map grew. */
export function httpLatency({ round, http }: HttpRound, sizes: Chart['sizes']): Chart | null {
  const slices = http.slices.filter(({ requests }) => requests > 0);
  if (slices.length < 2) return null;
  const end = Math.max(http.durationMs, ...slices.map(({ atMs }) => atMs)) / 1000;
  const curves = curvesOf(http);
  const values = curves.flatMap(({ points }) => points.map(({ y }) => y));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const bottom = least * 0.8;
  const top = most * Math.max(2, (most / least) ** 0.2);
  const caption = captionOf(round, http);
  return layeredChart({
    title: 'Response time over growths',
    caption,
    description: `Median, 99th percentile and longest response time over the seconds of round ${round + 1}, with the moments at which the map grew. ${caption}`,
    sizes,
    x: {
      title: 'seconds from the first request',
      from: 0,
      to: end * 1.07,
      ticks: { tickCount: 8 },
    },
    y: {
      title: 'response time (log scale)',
      from: bottom,
      to: top,
      isLogarithmic: true,
      ticksAt: powersOfTen(bottom, most),
      ticks: { labelExpr: durationLabels },
    },
    layers: [
      ...growthLayers(http.growths, bottom, top, end),
      lineLayer(curves.map(({ colour, points }) => ({ stroke: colour, points }))),
      dotLayer(maximaInGrowths(http), 22),
      ...curves.map(endLabel),
    ],
  });
}

/** From the lowest curve to the highest, apart even where the curves meet. */
function endLabel({ name, colour, points }: Curve, index: number): ChartLayer {
  const ends = points.slice(-1).map(({ x, y }) => ({ x, y, text: name, fill: colour }));
  return labelLayer(ends, { dx: 6, dy: 12 - 12 * index });
}

/** In the middle of each slice. */
function curvesOf({ slices }: HttpMeasurement): readonly Curve[] {
  const width = (slices[1]?.atMs ?? 0) - (slices[0]?.atMs ?? 0);
  const curve = (figure: 'p50Ns' | 'p99Ns' | 'maxNs'): Curve['points'] =>
    slices
      .filter(({ requests }) => requests > 0)
      .map((slice) => ({ x: (slice.atMs + width / 2) / 1000, y: Math.max(1, slice[figure]) }));
  return [
    { name: 'p50', colour: chartColours.held, points: curve('p50Ns') },
    { name: 'p99', colour: chartColours.evacuating, points: curve('p99Ns') },
    { name: 'max', colour: chartColours.other, points: curve('maxNs') },
  ];
}

function growthLayers(
  growths: readonly HttpGrowth[],
  bottom: number,
  top: number,
  end: number,
): readonly ChartLayer[] {
  const marked = largeGrowths(growths);
  const stems = marked.map(({ atMs }) => ({ x: atMs / 1000, y: bottom, y2: top }));
  const labelled: HttpGrowth[] = [];
  for (const growth of marked.toSorted((a, b) => b.toBuckets - a.toBuckets)) {
    const isApart = labelled.every(({ atMs }) => Math.abs(atMs - growth.atMs) / 1000 > 0.14 * end);
    if (isApart && labelled.length < mostLabels) labelled.push(growth);
  }
  const labels = labelled.map(({ atMs, toBuckets }) => ({
    x: atMs / 1000,
    y: top,
    text: `→ ${formatCount(toBuckets)}`,
    fill: chartColours.growing,
  }));
  return [
    stemLayer(stems, { stroke: chartColours.growing, dash: [4, 3] }),
    labelLayer(labels, { align: 'right', dx: -4, dy: 7 }),
  ];
}

/** The longest response time of each slice in which the map grew. */
function maximaInGrowths(http: HttpMeasurement): readonly ChartDot[] {
  const width = (http.slices[1]?.atMs ?? 0) - (http.slices[0]?.atMs ?? 0);
  return slicesByGrowth(http).growing.map(({ atMs, maxNs }) => ({
    x: (atMs + width / 2) / 1000,
    y: Math.max(1, maxNs),
    fill: chartColours.growing,
    stroke: chartColours.growing,
  }));
}

function captionOf(round: number, http: HttpMeasurement): string {
  const { growing, calm } = slicesByGrowth(http);
  const which = `Round ${round + 1}, ${counted(http.requests, 'request')}; the map grew ${counted(http.growths.length, 'time')}.`;
  if (growing.length === 0 || calm.length === 0) return which;
  const p99 = (slices: typeof calm): string => formatNs(median(slices.map(({ p99Ns }) => p99Ns)));
  const most = Math.max(...growing.map(({ maxNs }) => maxNs));
  return `${which} p99 is ${p99(growing)} where it grows, ${p99(calm)} elsewhere; while growing at most ${formatNs(most)}.`;
}

import {
  isBelowResolution,
  latencyQuantile,
  mergeLatency,
} from '../../../lab/record/figures/latency-quantile.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import type { LatencyHistogram, LatencyPhase } from '../../../lab/record/latency-histogram.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  lineLayer,
  type ChartDot,
  type ChartLabel,
  type ChartLayer,
  type ChartPoint,
} from '../../kit/drawing/chart-layers.ts';
import { chartColours, durationLabels } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { powersOfTen } from '../../kit/drawing/powers-of-ten.ts';
import { type LatencyFigure, latencyValue } from '../../../lab/record/figures/latency-value.ts';
import { formatLatencyValue } from '../figures/format-figure.ts';

/** Timed operations beyond a point of a curve, below which the point says nothing. */
const leastSamplesBeyond = 10;
const pointsPerDecade = 12;
/** Old records hold 0 ns; a logarithmic axis needs an end. */
const clockNs = 10;
/** Of the longest curve: room for names to its right. */
const axisReach = 1.28;

interface Curve {
  readonly phase: LatencyPhase;
  readonly colour: string;
  readonly points: readonly ChartPoint[];
}

const colours: Readonly<Record<LatencyPhase, string>> = {
  normal: chartColours.held,
  evacuating: chartColours.evacuating,
  growing: chartColours.growing,
};

/** Latency over percentiles, both on logarithmic scales, one curve per state of the map. */
export function latencySpectrum(
  { rounds, summary }: CellRecord,
  sizes: Chart['sizes'],
): Chart | null {
  const curves = (['normal', 'evacuating', 'growing'] as const).flatMap((phase) => {
    const histogram = mergeLatency(
      rounds.flatMap(({ measurement }) => measurement?.latency[phase] ?? []),
    );
    const curve = curveOf(phase, histogram);
    return curve.points.length === 0 ? [] : [curve];
  });
  if (curves.length === 0) return null;
  const last = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const [least, most] = rangeOf(curves);
  // With room for a label over the highest curve.
  const top = most * Math.max(2, (most / least) ** 0.14);
  const caption = captionOf(summary.latency);
  return layeredChart({
    title: 'Latency spectrum',
    caption,
    description: `Nanoseconds of a write over percentiles, split by the state of the map. ${caption}`,
    sizes,
    x: {
      title: 'percentile of the writes',
      from: 0,
      to: last * axisReach,
      ticksAt: [0, 0.30103, 1, 2, 3, 4].filter((tick) => tick <= last),
      ticks: {
        labelExpr:
          "datum.value == 0 ? '0' : datum.value < 1 ? '50' : datum.value == 1 ? '90' : datum.value == 2 ? '99' : datum.value == 3 ? '99.9' : '99.99'",
      },
    },
    y: {
      title: 'time of a write (log scale)',
      from: least,
      to: top,
      isLogarithmic: true,
      ticksAt: powersOfTen(least, most),
      ticks: { labelExpr: durationLabels },
    },
    layers: curveLayers(curves, (ns) => Math.log(ns / least) / Math.log(top / least)),
  });
}

function curveOf(phase: LatencyPhase, histogram: LatencyHistogram): Curve {
  // x = -log10(1 - p): every nine of a percentile takes the same width.
  const reach = Math.max(0, Math.log10(histogram.samples / leastSamplesBeyond));
  const steps = Math.floor(Math.min(reach, 4) * pointsPerDecade);
  // The least of all is an accident: a curve begins where a fifth of the writes were faster, and not
  // before the clock can tell.
  if (histogram.samples === 0) return { phase, colour: colours[phase], points: [] };
  const points = Array.from({ length: Math.max(1, steps) }, (_, index) => {
    const x = (index + 1) / pointsPerDecade;
    const p = 1 - 10 ** -x;
    return isBelowResolution(histogram, p)
      ? []
      : [{ x, y: Math.max(clockNs, latencyQuantile(histogram, p)) }];
  }).flat();
  return { phase, colour: colours[phase], points };
}

/** @param heightOf where a duration lies on the axis, from 0 to 1 */
function curveLayers(curves: readonly Curve[], heightOf: (ns: number) => number): ChartLayer[] {
  const single = curves.filter(({ points }) => points.length === 1);
  const placed = placeLabels(curves, heightOf);
  return [
    lineLayer(curves.map(({ colour, points }) => ({ stroke: colour, points }))),
    dotLayer(single.flatMap(dotsOf), 24),
    // Of every place one layer, so that all spectra are of one shape.
    ...labelPlaces.map(({ dx, dy, align }, index) =>
      labelLayer(
        placed.filter(({ place }) => place === index),
        { dx, dy, align },
      ),
    ),
  ];
}

/** Where the name of a curve may stand from its end, the best first. */
const labelPlaces = [
  { dx: 3, dy: -9, align: 'left' },
  { dx: 3, dy: 9, align: 'left' },
  { dx: -3, dy: -9, align: 'right' },
  { dx: -3, dy: 9, align: 'right' },
] as const;
/** A name as a share of the axes: its width, half its height, and how far its middle is from its curve. */
const labelBox = { width: 0.22, half: 0.055, offset: 0.065 };

interface PlacedLabel extends ChartLabel {
  readonly place: number;
}

/** The name of each curve at its end, in the first place that crosses no curve and no other name. */
function placeLabels(
  curves: readonly Curve[],
  heightOf: (ns: number) => number,
): readonly PlacedLabel[] {
  const width = labelBox.width * axisReach * Math.max(1, ...curves.map((curve) => endOf(curve).x));
  const taken = curves.flatMap(({ points }) => points.map(({ x, y }) => ({ x, at: heightOf(y) })));
  return curves.map((curve): PlacedLabel => {
    const end = endOf(curve);
    const boxes = labelPlaces.map(({ dx, dy }) => ({
      from: dx > 0 ? end.x + 1e-9 : end.x - width,
      to: dx > 0 ? end.x + width : end.x,
      at: heightOf(end.y) - Math.sign(dy) * labelBox.offset,
    }));
    const isFree = ({ from, to, at }: (typeof boxes)[number]): boolean =>
      at > 0.03 &&
      taken.every((one) => one.x < from || one.x > to || Math.abs(one.at - at) > labelBox.half);
    const place = Math.max(0, boxes.findIndex(isFree));
    const box = boxes[place];
    if (box !== undefined)
      for (let step = 0; step <= 8; step++)
        taken.push({ x: box.from + ((box.to - box.from) * step) / 8, at: box.at });
    return { x: end.x, y: end.y, text: curve.phase, fill: curve.colour, place };
  });
}

function endOf({ points }: Curve): { readonly x: number; readonly y: number } {
  return points.at(-1) ?? { x: 0, y: clockNs };
}

function dotsOf({ colour, points }: Curve): readonly ChartDot[] {
  return points.map(({ x, y }) => ({ x, y, fill: colour, stroke: colour }));
}

function rangeOf(curves: readonly Curve[]): readonly [least: number, most: number] {
  const values = curves.flatMap(({ points }) => points.map(({ y }) => y));
  return [Math.min(...values), Math.max(...values)];
}

function captionOf(latency: CellRecord['summary']['latency']): string {
  const parts = (['normal', 'evacuating', 'growing'] as const).flatMap((phase) => {
    const summary = latency[phase];
    if (summary === null) return [];
    const text = (figure: LatencyFigure): string | null => {
      const value = latencyValue(summary, figure);
      return value === null ? null : formatLatencyValue(value);
    };
    const p99 = text('p99');
    return [`${phase} ${text('p50')}${p99 === null ? '' : `, p99 ${p99}`}, at most ${text('max')}`];
  });
  return `Median write: ${parts.join('; ')}.`;
}

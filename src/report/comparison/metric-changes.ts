import type { MetricComparison } from '../../lab/compare/comparison.ts';
import type { TimedEvidence, Verdict } from '../../lab/compare/verdict/verdict.ts';
import type { Chart } from '../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  lineLayer,
  stemLayer,
  type ChartLayer,
} from '../kit/drawing/chart-layers.ts';
import { chartColours } from '../kit/drawing/chart-theme.ts';
import { layeredChart } from '../kit/drawing/layered-chart.ts';
import { counted } from '../run/figures/format-figure.ts';

interface Row {
  readonly name: string;
  readonly kind: Verdict['kind'];
  /** In percent of the baseline's cost: above 0 is worse. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  /** Half width of what counts as no change, percent: the band, or the noise where it is larger. */
  readonly threshold: number;
}

const rowHeight = 40;

/** The change of each timed metric with its interval, over the band in which nothing counts. */
export function metricChanges(metrics: readonly MetricComparison[]): Chart | null {
  const rows = metrics.flatMap(rowOf);
  if (rows.length === 0) return null;
  const reach = reachOf(rows);
  const caption = captionOf(rows);
  return layeredChart({
    title: 'Change of the timed metrics',
    caption,
    description: `Change of the cost of each timed metric in percent, with its interval. ${rows
      .map(({ name, change, kind }) => `${name} ${inWords(change)}, ${kind}`)
      .join('; ')}.`,
    sizes: [{ width: 372, height: 46 + rowHeight * rows.length }],
    x: {
      title: 'better  ←  change of the cost, percent  →  worse',
      from: -reach,
      to: reach,
      ticks: { tickCount: 5, labelFlush: true },
    },
    y: { title: null, from: rows.length - 0.3, to: -0.7 },
    layers: layersOf(rows, reach),
  });
}

function rowOf({ metric, verdict }: MetricComparison): readonly Row[] {
  const evidence = evidenceOf(verdict);
  if (evidence === null) return [];
  const { costRatio, interval, threshold } = evidence;
  return [
    {
      name: metric,
      kind: verdict.kind,
      change: (costRatio - 1) * 100,
      low: (interval.low - 1) * 100,
      high: (interval.high - 1) * 100,
      threshold: threshold * 100,
    },
  ];
}

function evidenceOf(verdict: Verdict): TimedEvidence | null {
  if (!('evidence' in verdict)) return null;
  return verdict.evidence.kind === 'timed' ? verdict.evidence : null;
}

/** The end of the axis: what is further out is drawn at the edge. */
function reachOf(rows: readonly Row[]): number {
  const ends = rows.flatMap(({ change, low, high, threshold }) => [
    1.4 * threshold,
    Math.abs(change),
    Math.abs(low),
    high,
  ]);
  return 1.06 * Math.min(150, Math.max(10, ...ends.filter((end) => Number.isFinite(end))));
}

function layersOf(rows: readonly Row[], reach: number): ChartLayer[] {
  const inside = (value: number): number => Math.max(-reach, Math.min(reach, value));
  const bar = (y: number, from: number, to: number) => [
    { x: inside(from), y },
    { x: inside(to), y },
  ];
  return [
    stemLayer([{ x: 0, y: -0.7, y2: rows.length - 0.3 }], { stroke: chartColours.muted }),
    ...rows.flatMap(({ threshold }, y) =>
      // A layer each: a line through the points of two rows would join them.
      lineLayer([{ stroke: chartColours.line, points: bar(y, lower(threshold), threshold) }], {
        width: 13,
      }),
    ),
    ...rows.flatMap(({ low, high, kind }, y) =>
      lineLayer([{ stroke: colourOf(kind), points: bar(y, low, high) }], { width: 2 }),
    ),
    dotLayer(
      rows.map(({ change, kind }, y) => ({
        x: inside(change),
        y,
        fill: colourOf(kind),
        stroke: colourOf(kind),
      })),
      46,
    ),
    labelLayer(
      rows.map(({ name, change }, y) => ({
        x: -reach,
        y,
        text: `${name}: ${inWords(change)}`,
        fill: chartColours.ink,
      })),
      { dy: -15 },
    ),
  ];
}

/** A cost lower by the same factor: 25 % more is undone by 20 % less. */
function lower(threshold: number): number {
  return (1 / (1 + threshold / 100) - 1) * 100;
}

function colourOf(kind: Verdict['kind']): string {
  if (kind === 'regressed') return chartColours.limit;
  return kind === 'inconclusive' ? chartColours.evacuating : chartColours.held;
}

/** `12.0 % costlier`: half the writes per second cost twice the time. */
function inWords(percent: number): string {
  const size = `${Math.abs(percent).toFixed(1)} %`;
  return percent < 0 ? `${size} cheaper` : `${size} costlier`;
}

function captionOf(rows: readonly Row[]): string {
  const beyond = rows.filter(
    ({ low, high, threshold }) => low > threshold || high < lower(threshold),
  );
  const tail =
    beyond.length === 0
      ? 'No interval lies beyond it.'
      : `${counted(beyond.length, 'interval')} beyond it: ${beyond.map(({ name }) => name).join(', ')}.`;
  return `Dot and line: estimate and 95 % interval over all batches. Bar: what counts as no change, the band or the measured noise. ${tail}`;
}

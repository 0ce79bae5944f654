import type {
  HistoryChange,
  HistoryPoint,
  HistorySeries,
} from '../../lab/compare/history/history.ts';
import { median } from '../../base/stats/median.ts';
import type { Chart } from '../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  lineLayer,
  stemLayer,
  type ChartLayer,
  type ChartPoint,
} from '../kit/drawing/chart-layers.ts';
import { chartColours } from '../kit/drawing/chart-theme.ts';
import { downsample } from '../kit/drawing/downsample.ts';
import { layeredChart } from '../kit/drawing/layered-chart.ts';
import { counted, significant } from '../run/figures/format-figure.ts';

/** A metric over its runs, a level for each stretch between changes; `null` for one that is text. */
export function trend(series: HistorySeries, sizes: Chart['sizes']): Chart | null {
  const points = series.points.flatMap(placeOf);
  if (points.length === 0 || points.length < series.points.length) return null;
  const highest = Math.max(...points.map(({ y }) => y));
  const scale = scaleOf(highest);
  const scaled = points.map(({ x, y }) => ({ x, y: y / scale.size }));
  const caption = captionOf(series);
  return layeredChart({
    title: series.metric,
    caption,
    description: `${series.metric} of ${series.cell} over ${counted(points.length, 'run')}. ${caption}`,
    sizes,
    x: {
      title: 'run',
      from: 0.5,
      to: Math.max(2, points.length) + 0.5,
      ticks: { tickCount: 6, format: 'd', tickMinStep: 1 },
    },
    y: {
      title: [scale.name, series.unit].filter((part) => part !== '').join(' '),
      from: 0,
      to: (highest === 0 ? 1 : highest / scale.size) * 1.18,
    },
    layers: layersOf(scaled, series.changes, (highest / scale.size) * 1.18),
  });
}

function placeOf({ value }: HistoryPoint, index: number): readonly ChartPoint[] {
  return typeof value === 'number' ? [{ x: index + 1, y: value }] : [];
}

/** Of two pixels or so each: more points than four of a stretch are no other picture. */
const stretches = 160;
/** More of them are a band, which the line is too; a page of 20 cells would have megabytes of them. */
const mostDots = 320;

function layersOf(
  points: readonly ChartPoint[],
  changes: readonly HistoryChange[],
  top: number,
): readonly ChartLayer[] {
  const { held, growing, line, ink } = chartColours;
  const right = points.length * 0.6;
  const drawn = downsample(
    points,
    stretches,
    ({ x }) => x,
    ({ y }) => y,
  );
  const labels = changes.map(({ run, index }) => ({
    x: index + 1,
    y: top,
    text: run.length <= 22 ? run : `${run.slice(0, 21)}…`,
    fill: ink,
  }));
  return [
    stemLayer(
      changes.map(({ index }) => ({ x: index + 1, y: 0, y2: top })),
      { stroke: growing, dash: [4, 3] },
    ),
    lineLayer([{ stroke: line, points: drawn }], { width: 1.25 }),
    lineLayer([{ stroke: held, points: levelsOf(points, changes) }], { isStep: true, width: 2 }),
    dotLayer(
      (drawn.length > mostDots ? [] : drawn).map(({ x, y }) => ({
        x,
        y,
        fill: held,
        stroke: held,
      })),
      points.length > 60 ? 8 : 22,
    ),
    labelLayer(
      labels.filter(({ x }) => x <= right),
      { dx: 5, dy: 6 },
    ),
    labelLayer(
      labels.filter(({ x }) => x > right),
      { align: 'right', dx: -5, dy: 6 },
    ),
  ];
}

/** The median of each stretch, as steps. */
function levelsOf(
  points: readonly ChartPoint[],
  changes: readonly HistoryChange[],
): readonly ChartPoint[] {
  const starts = [0, ...changes.map(({ index }) => index)];
  const steps = starts.flatMap((start, place) => {
    const stretch = points.slice(start, starts[place + 1]);
    const [first] = stretch;
    return first === undefined ? [] : [{ x: first.x, y: median(stretch.map(({ y }) => y)) }];
  });
  const [end, level] = [points.at(-1), steps.at(-1)];
  return end === undefined || level === undefined ? steps : [...steps, { x: end.x, y: level.y }];
}

function scaleOf(largest: number): { readonly name: string; readonly size: number } {
  if (largest >= 1e9) return { name: 'billion', size: 1e9 };
  if (largest >= 1e6) return { name: 'million', size: 1e6 };
  return largest >= 1e4 ? { name: 'thousand', size: 1e3 } : { name: '', size: 1 };
}

function captionOf({ points, changes, unit }: HistorySeries): string {
  if (changes.length === 0) return `No change in ${counted(points.length, 'run')}.`;
  return changes
    .map(({ run, subject, before, after, p }) => {
      const commit = subject === null ? '' : ` (${subject})`;
      const certainty = p === null ? '' : `, p ${p}`;
      return `From ${run}${commit} on: ${figure(before)} to ${figure(after)} ${unit}${certainty}.`;
    })
    .join(' ');
}

function figure(value: number | string): string {
  return typeof value === 'number' ? significant(value) : 'text';
}

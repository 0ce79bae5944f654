import { numberAt } from '../../../base/primitives/number-at.ts';
import type { Chart, ChartSize } from '../../kit/drawing/chart.ts';
import { chartTheme } from '../../kit/drawing/chart-theme.ts';
import type { ChartPoint } from '../../kit/drawing/chart-layers.ts';
import { downsample } from '../../kit/drawing/downsample.ts';
import {
  layeredChart,
  type ChartAxis,
  type LayeredChart,
} from '../../kit/drawing/layered-chart.ts';
import type { WatchedTrace } from '../shown-trace.ts';

// Wide enough for every label of the charts that stand in line, whatever they show.
const labelWidth = 52;
const timeTheme = {
  ...chartTheme,
  axisY: {
    ...chartTheme.axisY,
    minExtent: labelWidth,
    maxExtent: labelWidth,
    titleX: -labelWidth,
  },
};

/** Full width of the page, and of a phone. */
export const fullSizes = (height: number): readonly [ChartSize, ChartSize] => [
  { width: 1176, height },
  { width: 372, height: Math.round(height * 0.9) },
];

/** Hours on the axis: before exhaustion, or since the first sample where there was none. */
export function hoursAt(watched: WatchedTrace): (minute: number) => number {
  const origin = watched.exhaustedAtMinute ?? 0;
  return (minute) => (minute - origin) / 60;
}

/** The readings of the drawn part as points, as few as show the same. */
export function pointsOver(
  watched: WatchedTrace,
  minutes: ArrayLike<number>,
  valueAt: (index: number) => number,
): readonly ChartPoint[] {
  const hours = hoursAt(watched);
  const points: ChartPoint[] = [];
  for (let i = 0; i < minutes.length; i++) {
    const minute = numberAt(minutes, i);
    if (minute < watched.fromMinute || minute > watched.toMinute) continue;
    const y = valueAt(i);
    if (Number.isFinite(y)) points.push({ x: hours(minute), y });
  }
  return downsample(
    points,
    fullSizes(0)[0].width / 3,
    ({ x }) => x,
    ({ y }) => y,
  );
}

/** A chart over the time of a trace: all of them have the same axis, and so stand in line. */
export function timeChart(
  watched: WatchedTrace,
  chart: Pick<LayeredChart, 'title' | 'caption' | 'description' | 'layers'> & {
    readonly y: Pick<ChartAxis, 'title' | 'from' | 'to' | 'ticksAt'>;
    readonly height: number;
  },
): Chart {
  const { title, caption, description, layers, y, height } = chart;
  const hours = hoursAt(watched);
  const isEnded = watched.exhaustedAtMinute !== null;
  return layeredChart({
    title,
    caption,
    description,
    sizes: fullSizes(height),
    theme: timeTheme,
    x: {
      title: isEnded ? 'hours before exhaustion' : 'hours',
      from: hours(watched.fromMinute),
      to: hours(watched.toMinute),
      ticks: { labelExpr: "format(abs(datum.value), '~r')", tickCount: 6, labelFlush: true },
    },
    y: { ...y, isClamped: true },
    layers,
  });
}

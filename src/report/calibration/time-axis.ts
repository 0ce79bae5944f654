import type { TopLevelSpec } from 'vega-lite';
import type { ChartSize } from '../chart.ts';
import { chartParameters } from '../chart-parameters.ts';
import { chartTheme } from '../chart-theme.ts';
import type { ChartLayer, ChartPoint } from '../chart-layers.ts';
import { downsample } from '../downsample.ts';
import type { WatchedTrace } from './shown-trace.ts';

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
    const minute = minutes[i] ?? 0;
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

/** One chart over the time of a trace: all of them have the same axis, and so stand in line. */
export function timeChart(
  watched: WatchedTrace,
  y: { readonly title: string; readonly domain: readonly [number, number] },
  layer: ChartLayer[],
  height: number,
): { readonly spec: TopLevelSpec; readonly sizes: readonly [ChartSize, ChartSize] } {
  const sizes = fullSizes(height);
  const hours = hoursAt(watched);
  const isEnded = watched.exhaustedAtMinute !== null;
  return {
    sizes,
    spec: {
      ...sizes[0],
      autosize: { type: 'fit', contains: 'padding' },
      config: timeTheme,
      params: chartParameters({
        xStart: hours(watched.fromMinute),
        xEnd: hours(watched.toMinute),
        yStart: y.domain[0],
        yEnd: y.domain[1],
      }),
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          title: isEnded ? 'hours before exhaustion' : 'hours',
          scale: { domain: [{ expr: 'xStart' }, { expr: 'xEnd' }], nice: false },
          axis: { labelExpr: "format(abs(datum.value), '~r')", tickCount: 6, labelFlush: true },
        },
        y: {
          field: 'y',
          type: 'quantitative',
          title: y.title,
          scale: { domain: [{ expr: 'yStart' }, { expr: 'yEnd' }], nice: false, clamp: true },
        },
      },
      layer,
    },
  };
}

import type { LayeredSpec } from './chart.ts';

/** One layer of a layered chart; its points have the fields `x` and `y`. */
export type ChartLayer = LayeredSpec['layer'][number];

/** A place in a chart, in the units of its axes. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** A dot, hollow where it is filled with the colour of the paper. */
export interface ChartDot extends ChartPoint {
  readonly fill: string;
  readonly stroke: string;
}

/** A label at a place. */
export interface ChartLabel extends ChartPoint {
  readonly text: string;
  readonly fill: string;
}

// A layer costs Vega-Lite some milliseconds whatever is in it, so what differs between the marks of
// a layer is data: colours stand in fields and go around every scale. Layers of dots, of lines and of
// labels are all alike, and drawn as one.
const strokeField = { field: 'stroke', type: 'nominal', scale: null, legend: null } as const;
const fillField = { field: 'fill', type: 'nominal', scale: null, legend: null } as const;

const ruleMark = {
  type: 'rule',
  strokeWidth: { expr: 'datum.width' },
  strokeDash: { expr: 'datum.dash' },
} as const;

/** Lines through points in ascending order of x, one colour each. */
export function lineLayer(
  lines: readonly { readonly stroke: string; readonly points: readonly ChartPoint[] }[],
  style: { readonly isStep?: boolean; readonly width?: number } = {},
): ChartLayer {
  return {
    data: {
      values: lines.flatMap(({ stroke, points }, line) =>
        points.map(({ x, y }) => ({ x, y, stroke, line })),
      ),
    },
    mark: {
      type: 'line',
      strokeWidth: style.width ?? 1.75,
      strokeJoin: 'round',
      interpolate: style.isStep === true ? 'step-after' : 'linear',
    },
    encoding: { stroke: strokeField },
  };
}

/** The surface between the steps through points and the axis. */
export function stepAreaLayer(points: readonly ChartPoint[], fill: string): ChartLayer {
  return {
    data: { values: [...points] },
    mark: { type: 'area', fill, interpolate: 'step-after' },
  };
}

/** Dots of so many square pixels, where a dot has no size of its own. */
export function dotLayer(
  dots: readonly (ChartDot & { readonly size?: number })[],
  size: number,
  strokeWidth: number = 1.5,
): ChartLayer {
  return {
    data: { values: dots.map((dot) => Object.assign({ size }, dot)) },
    mark: { type: 'point', shape: 'circle', strokeWidth, opacity: 1 },
    encoding: {
      stroke: strokeField,
      fill: fillField,
      size: { field: 'size', type: 'quantitative', scale: null, legend: null },
    },
  };
}

/** Upright lines from `y` to `y2`. */
export function stemLayer(
  stems: readonly (ChartPoint & { readonly y2: number })[],
  style: { readonly stroke: string; readonly width?: number; readonly dash?: readonly number[] },
): ChartLayer {
  const look = { stroke: style.stroke, width: style.width ?? 1, dash: [...(style.dash ?? [])] };
  return {
    data: { values: stems.map((stem) => Object.assign({}, stem, look)) },
    mark: ruleMark,
    encoding: { y2: { field: 'y2' }, stroke: strokeField },
  };
}

/** Upright lines over the whole height. */
export function uprightLayer(
  places: readonly { readonly x: number }[],
  {
    stroke,
    width,
    dash,
  }: { readonly stroke: string; readonly width: number; readonly dash: readonly number[] },
): ChartLayer {
  return {
    data: { values: places.map(({ x }) => ({ x, stroke, width, dash: [...dash] })) },
    mark: ruleMark,
    encoding: { y: { value: 0 }, y2: { value: 'height' }, stroke: strokeField },
  };
}

/** Level dashed lines over the whole width. */
export function levelLayer(
  levels: readonly { readonly y: number; readonly stroke: string }[],
  dash: readonly number[],
): ChartLayer {
  return {
    data: { values: levels.map(({ y, stroke }) => ({ y, stroke, width: 1, dash: [...dash] })) },
    mark: ruleMark,
    encoding: { x: { value: 0 }, x2: { value: 'width' }, stroke: strokeField },
  };
}

/** Labels at places, moved by `dx` and `dy` pixels. */
export function labelLayer(
  labels: readonly ChartLabel[],
  style: { readonly align?: 'left' | 'right'; readonly dx?: number; readonly dy?: number },
): ChartLayer {
  const place = { align: style.align ?? 'left', dx: style.dx ?? 0, dy: style.dy ?? 0 };
  return {
    data: { values: labels.map((label) => Object.assign({}, label, place)) },
    mark: {
      type: 'text',
      baseline: 'middle',
      align: { expr: 'datum.align' },
      dx: { expr: 'datum.dx' },
      dy: { expr: 'datum.dy' },
    },
    encoding: { text: { field: 'text', type: 'nominal' }, fill: fillField },
  };
}

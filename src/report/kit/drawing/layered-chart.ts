import type { Config } from 'vega-lite';
import type { Chart, LayeredSpec } from './chart.ts';
import type { ChartLayer } from './chart-layers.ts';
import { chartTheme } from './chart-theme.ts';

/** How the ticks of an axis are placed and labelled, as Vega-Lite takes it. */
type Ticks = NonNullable<
  Extract<
    NonNullable<NonNullable<LayeredSpec['encoding']>['x']>,
    { readonly axis?: unknown }
  >['axis']
>;

/** An axis of figures, of the lowest and the highest that it shows. */
export interface ChartAxis {
  /** `null` where nothing but the marks is drawn. */
  readonly title: string | null;
  readonly from: number;
  readonly to: number;
  readonly isLogarithmic?: true;
  /** Whether it goes on to the next round figure. */
  readonly isRounded?: true;
  /** Whether marks beyond its ends are drawn at them. */
  readonly isClamped?: true;
  /** Where its ticks are, if not at round figures of Vega's choice. */
  readonly ticksAt?: readonly number[];
  readonly ticks?: Pick<
    Ticks,
    'format' | 'labelExpr' | 'labelFlush' | 'labelOverlap' | 'tickCount' | 'tickMinStep'
  >;
}

/** What is drawn, and what is said about it. */
export interface LayeredChart extends Omit<Chart, 'spec'> {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly layers: readonly ChartLayer[];
  /** Figures that stand in the layers by name, as `{ expr: 'barWidth' }`. */
  readonly figures?: Readonly<Record<string, number>>;
  readonly theme?: Config;
}

/**
 * A chart of layers over one pair of axes. All that differs from cell to cell is a parameter of the
 * spec or data of its layers: charts that differ in nothing else are compiled once.
 */
export function layeredChart(chart: LayeredChart): Chart {
  const { title, caption, description, sizes, x, y, layers, figures = {} } = chart;
  return {
    title,
    caption,
    description,
    sizes,
    spec: {
      ...sizes[0],
      autosize: { type: 'fit', contains: 'padding' },
      config: chart.theme ?? chartTheme,
      params: [
        ...axisParameters('x', x),
        ...axisParameters('y', y),
        ...Object.entries(figures).map(([name, value]) => ({ name, value })),
      ],
      encoding: { x: axisEncoding('x', x), y: axisEncoding('y', y) },
      layer: [...layers],
    },
  };
}

type Parameters = NonNullable<LayeredSpec['params']>;

function axisParameters(field: 'x' | 'y', { title, from, to, ticksAt }: ChartAxis): Parameters {
  return [
    { name: `${field}From`, value: from },
    { name: `${field}To`, value: to },
    ...(title === null ? [] : [{ name: `${field}Title`, value: title }]),
    ...(ticksAt === undefined ? [] : [{ name: `${field}Ticks`, value: [...ticksAt] }]),
  ];
}

function axisEncoding<Field extends 'x' | 'y'>(field: Field, axis: ChartAxis) {
  const { title, isLogarithmic, isRounded = false, isClamped = false, ticksAt, ticks } = axis;
  return {
    field,
    type: 'quantitative' as const,
    scale: {
      domain: [{ expr: `${field}From` }, { expr: `${field}To` }],
      nice: isRounded,
      clamp: isClamped,
      ...(isLogarithmic === true ? { type: 'log' as const } : {}),
    },
    axis:
      title === null
        ? null
        : {
            title: { signal: `${field}Title` },
            ...(ticksAt === undefined ? {} : { values: { expr: `${field}Ticks` } }),
            ...ticks,
          },
  };
}

import type { TopLevelSpec } from 'vega-lite';

/** A chart of layers over one pair of axes, as Vega-Lite takes it. */
export type LayeredSpec = Extract<TopLevelSpec, { readonly layer: readonly unknown[] }>;

/** A chart with everything that is said about it in words. Plain text throughout. */
export interface Chart {
  readonly title: string;
  /** One sentence with the key figures, printed under the chart. */
  readonly caption: string;
  /** What the chart shows, for those who do not see it. */
  readonly description: string;
  readonly spec: LayeredSpec;
  /** Sizes that it is drawn in, the first being that of the spec. */
  readonly sizes: readonly [ChartSize, ...ChartSize[]];
}

/** Pixels of a chart as it is drawn. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

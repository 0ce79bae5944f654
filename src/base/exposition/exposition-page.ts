/** What a family of metrics is; `unknown` is `untyped` in Prometheus's text format. */
export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'unknown';

/** The formats of a page: Prometheus's text format 0.0.4, and OpenMetrics 1.0. */
export type ExpositionFormat = 'text' | 'openmetrics';

/** Values by the names of the labels, in the order of the page. */
export interface LabelValues extends Iterable<readonly [string, string]> {
  readonly size: number;
  get(name: string): string | undefined;
  has(name: string): boolean;
}

/** What a sample was measured on. */
export interface Exemplar {
  readonly labels: LabelValues;
  readonly value: number;
  /** Seconds since 1970; `null` where the page has none. */
  readonly timestampSeconds: number | null;
}

/** One line with a value. */
export interface ExposedSample {
  /** With its suffix, such as `_total`. */
  readonly name: string;
  readonly labels: LabelValues;
  readonly value: number;
  /** Seconds since 1970; `null` where the page has none. */
  readonly timestampSeconds: number | null;
  readonly exemplar: Exemplar | null;
  /** 1-based. */
  readonly line: number;
}

/** The metrics of one name. */
export interface MetricFamily {
  /** As the format has it: of a counter without `_total` in OpenMetrics, with it in the text format. */
  readonly name: string;
  readonly type: MetricType;
  /** `null` where the page says nothing, or in the text format could not. */
  readonly help: string | null;
  readonly unit: string | null;
  readonly samples: readonly ExposedSample[];
  /** Where it begins, 1-based. */
  readonly line: number;
}

/** A page of metrics that was read whole. */
export interface ExpositionPage {
  readonly format: ExpositionFormat;
  readonly families: readonly MetricFamily[];
  /** Samples of series that the page has at the same time already; they are in no family. */
  readonly duplicates: readonly ExposedSample[];
}

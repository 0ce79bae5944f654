/** The map behind a trace: its type by the names of scenarios, and how many entries it held. */
export interface TracedMap {
  readonly type: MapType;
  /** Entries at each sample. */
  readonly entries: Float64Array;
}

/** Which map, with which key and value types: `{ model: 'go1.22', key: 'int64', value: 'int64' }`. */
export interface MapType {
  readonly model: string;
  readonly key: string;
  readonly value: string;
}

/** How a series ended: out of memory at that minute, or not at all. */
export type Ending =
  { readonly kind: 'exhausted'; readonly atMinute: number } | { readonly kind: 'never' };

/**
 * How a failure came about: `warm-up` in a process that had just started. `healthy` where none did,
 * `deployment` where the process was started again in between.
 */
export type TraceKind =
  'slow-leak' | 'fast-leak' | 'doubling' | 'ramp' | 'warm-up' | 'deployment' | 'healthy';

/** What a generated trace is known to be. */
export interface TraceLabel {
  readonly kind: TraceKind;
  /** Shape of the failure, such as `linear`; empty for healthy series. */
  readonly shape: string;
  /** Minute at which the growth that ends in exhaustion began; `null` for healthy series. */
  readonly onsetMinute: number | null;
}

/** A recorded series: memory in percent of its limit over minutes, gaps being missing samples. */
export interface Trace {
  readonly id: string;
  /** File, or server and query, that it was read from. */
  readonly source: string;
  /** What was recorded: a share of the limit, or bytes that were divided by the limit. */
  readonly measures: 'percent' | 'bytes';
  /** Minutes since the first sample, strictly increasing. */
  readonly minutes: Float64Array;
  /** Percent of the limit, 0 to 100, one per minute above. */
  readonly percent: Float64Array;
  /** `null` where only the percentage is known. The largest, if the limit changed on the way. */
  readonly limitBytes: number | null;
  /** Milliseconds since 1970 of the first sample; `null` where only distances are known. */
  readonly startedAtMs: number | null;
  readonly map: TracedMap | null;
  /** Minutes at which the process started, in order, where that is known. @default none */
  readonly processStarts?: readonly number[];
  readonly ending: Ending;
  readonly label: TraceLabel | null;
  /** How many samples each point is the mean of, where there were more than are held. @default 1 */
  readonly samplesPerPoint?: number;
}

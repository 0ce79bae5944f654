import type { ExpositionFormat, MetricType } from '../../../base/exposition/exposition-page.ts';

/** A time as people write it, such as `500ms`, `2s` or `1min`. */
export type WrittenDuration = string;

/** Presets that a contract can be built on. */
export const presetNames = ['mapswell/map@1'] as const;

export type PresetName = (typeof presetNames)[number];

/** What a service promises to expose of its maps: the document `mapswell.contract.yaml`. */
export interface Contract {
  readonly contract: {
    readonly name: string;
    /** Semantic: a break raises the first number. */
    readonly version: string;
  };
  readonly extends?: PresetName;
  /** By the preset's name of a metric the one that the service has instead; `null` where it has none. */
  readonly aliases?: Readonly<Record<string, string | null>>;
  /** Where the service is, unless `--url` says so. */
  readonly url?: string;
  readonly start?: StartPromise;
  readonly metrics?: MetricsPromise;
  /** `null` where the service has none that the preset has. */
  readonly debug?: DebugPromise | null;
  readonly events?: EventsPromise | null;
  readonly drive?: DrivePromise;
  /** Breaks that were taken on, by `mapswell contract accept`. */
  readonly accepted?: readonly AcceptedBreak[];
}

/** How `check --start` starts the service; `${port}` is a free port, also in the variable `PORT`. */
export interface StartPromise {
  /** As a shell takes it. */
  readonly command: string;
  /** @default 'http://127.0.0.1:${port}' */
  readonly url?: string;
  /** A path that answers with success once the service is ready. @default /healthz within 30s */
  readonly ready?: { readonly path: string; readonly within?: WrittenDuration };
  readonly env?: Readonly<Record<string, string>>;
}

/** The page of metrics. */
export interface MetricsPromise {
  /** @default '/metrics' */
  readonly path?: string;
  /** @default both */
  readonly formats?: readonly ExpositionFormat[];
  /** Series of the whole page. */
  readonly maxSeries?: number;
  /** @default 1000 */
  readonly maxSeriesPerMetric?: number;
  /** Within which the fastest of ten scrapes is answered. */
  readonly within?: WrittenDuration;
  /** How soon the page shows what was written. @default '2s' */
  readonly freshWithin?: WrittenDuration;
  readonly require?: readonly RequiredMetric[];
}

/** A metric that the service has. */
export interface RequiredMetric {
  /** As the text format has it: counters end in `_total`. */
  readonly name: string;
  readonly type: MetricType;
  /** Names of all labels, or their values by their names. @default none */
  readonly labels?: readonly string[] | Readonly<Record<string, 'any' | readonly string[]>>;
  readonly unit?: string;
  /** Whether the metric may be missing; where it is there, all else holds. @default false */
  readonly optional?: boolean;
  readonly maxSeries?: number;
}

/** A JSON Schema (draft 2020-12), or the path of one beside the contract. */
export type WrittenSchema = string | Readonly<Record<string, unknown>>;

/** A page of JSON for people and programs. */
export interface DebugPromise {
  readonly path: string;
  readonly schema?: WrittenSchema;
  /** Where in the page a figure is, as JSON pointers. */
  readonly fields?: DebugFields;
}

/** JSON pointers into the debug page. */
export interface DebugFields {
  readonly entries?: string;
  /** A number, or an object or a list of them. */
  readonly growths?: string;
  /** Inserts until the next growth, of the shard that is nearest to it. */
  readonly untilGrowth?: string;
  /**
   * Whether figures of the announcement are means. Then it is not held to the insert where tables grow
   * one by one, as `kind` says; without a `kind` never.
   */
  readonly isMean?: string;
  readonly kind?: string;
  /** Number of the shard that the announcement is about, and figures of each shard. */
  readonly shard?: string;
  readonly shardEntries?: string;
  readonly shardGrowths?: string;
  /** A list of the newest growths. */
  readonly growthEvents?: string;
}

/** An event for each growth. */
export interface EventsPromise {
  /** A stream of lines of JSON, a file of them, or a list in a page. */
  readonly source:
    | { readonly stream: string }
    | { readonly file: string }
    | { readonly page: string; readonly pointer: string };
  readonly schema?: WrittenSchema;
  /** How soon after the growth it is there. @default '2s' */
  readonly within?: WrittenDuration;
  /** Where in the event the shard is, as a JSON pointer. */
  readonly shard?: string;
  /** Where the time of the growth is: text of ISO 8601. */
  readonly time?: string;
}

/** What driving the map must show. */
export const expectations = [
  'entries',
  'counters',
  'growth-metric',
  'growth-event',
  'forecast',
  'debug',
  'fresh',
] as const;

export type Expectation = (typeof expectations)[number];

/** Metrics that driving reads, by the names that the contract has for them. */
export interface DriveMetrics {
  readonly entries?: string;
  readonly growths?: string;
  readonly writes?: string;
  /** Entries after the insert that starts the next growth. */
  readonly threshold?: string;
}

/** How the map is pushed over growths. */
export interface DrivePromise {
  readonly request: DriveRequest;
  /** 0 = the map has none, whatever is written. @default 3 */
  readonly growths?: number;
  /** Writes without so many growths are a map that cannot be judged. @default 20000 */
  readonly maxWrites?: number;
  /** @default '60s' */
  readonly within?: WrittenDuration;
  readonly metrics?: DriveMetrics;
  /** Labels of the series that are of the driven map, where the page has several maps. */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default all */
  readonly expect?: readonly Expectation[];
}

/** A write: `${i}` is a whole number that no other write has; from 0 on in a service that the check started. */
export interface DriveRequest {
  /** @default 'POST' */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'GET';
  /** Or a whole address, where the map is written to through another service. */
  readonly path: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** One write, with others a line each in one body. */
  readonly line?: string;
  /** One write, with a body of its own. */
  readonly body?: string;
}

/** A break that was taken on. */
export interface AcceptedBreak {
  /** As `contract diff` names it, such as `metric-removed:cache_size`. */
  readonly id: string;
  /** The version that was broken with. */
  readonly from: string;
  readonly reason: string;
  readonly by: string;
  /** Day, ISO 8601. */
  readonly at: string;
}

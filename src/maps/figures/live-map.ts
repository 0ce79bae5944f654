import type { GoType } from '../model/go-type/go-type.ts';
import type { GrowthEvent } from '../model/growth-event.ts';
import type { SizedSpec } from '../model/map-spec.ts';
import type { MapFigures } from './map-figures.ts';

/** How mapswell comes to see a running process. */
export type LiveOrigin = 'served' | 'registered' | 'attached';

/** What holds the maps: a service of mapswell, or a program of that language. */
export const runtimes = ['mapswell', 'go', 'node', 'redis'] as const;

/** What a program calls its map. */
export const mapKinds = [
  'map',
  'sync.Map',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'object',
  'hash',
] as const;

/** The process that holds the maps. */
export interface LiveProcess {
  /** `null` where it is reached over the network alone. */
  readonly pid: number | null;
  /** Name of its executable, or of its service. */
  readonly name: string;
  readonly runtime: (typeof runtimes)[number];
  /** As the runtime names it: `go1.22.12`, `v24.21.0`. */
  readonly version: string;
  /** Most bytes that the process may take, by its control group; `null` without a limit. */
  readonly limitBytes: number | null;
}

/** How a live map came to its name, surest first. */
export const nameSources = [
  /** By its owner's word: the name that a service gives its map. */
  'given',
  /** A global variable, by the symbol table. */
  'variable',
  /** A property, private field, closure variable or field of a struct that holds the map. */
  'owner',
  /** The line at which its table was allocated, or at which it last grew. */
  'allocation-site',
  'growth-site',
] as const;

export type NameSource = (typeof nameSources)[number];

/** What a live map is as far as its growths need it. */
export interface LiveMapSpec
  extends Pick<SizedSpec, 'map'>, Partial<Pick<SizedSpec, 'guard' | 'hint' | 'limitBytes'>> {
  /** A Go type by its name, or as the runtime describes it, for types that only the program knows. */
  readonly key: string | GoType;
  readonly value: string | GoType;
}

/** A map in a running process, as it was at one moment. */
export interface LiveMap {
  /** The same in every look for as long as the map lives. */
  readonly id: string;
  /** Of its header, in hexadecimal: `0xc000098150`; `null` where there is none to see. */
  readonly address: string | null;
  /** `null`: nothing names it but its type. */
  readonly name: string | null;
  readonly namedBy: NameSource | null;
  readonly kind: (typeof mapKinds)[number];
  /** The exact type in the program's language: `map[string]int`; `null` where it is not certain. */
  readonly type: string | null;
  /** Types that it may have where the exact one is not certain, most likely first. */
  readonly candidateTypes: readonly string[];
  /** `null` where no model can say how it grows. */
  readonly spec: LiveMapSpec | null;
  /** Of all shards together. */
  readonly figures: MapFigures;
  /** Of each shard of a map that is split. */
  readonly shards: readonly MapFigures[] | null;
  /** Whether something points to it; false: unreferenced, or garbage that is not yet collected. */
  readonly isReferenced: boolean | null;
  /** When it was read: wall clock, milliseconds since 1970 with fractions. */
  readonly atMs: number;
}

/** A growth of a live map. */
export interface LiveGrowth
  extends
    Pick<GrowthEvent, 'kind' | 'shard' | 'entries' | 'fromBuckets' | 'toBuckets'>,
    Pick<GrowthEvent, 'bytesBefore' | 'bytesDuring' | 'bytesAfter'> {
  /** `LiveMap.id`. */
  readonly mapId: string;
  /** Whether `entries` is that of the insert which started it, not of the look that saw it. */
  readonly isToTheInsert: boolean;
  /** Between which two moments it started, in milliseconds since 1970: equal where it was heard. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Innermost call first; `null` where nobody recorded it. */
  readonly stack: readonly string[] | null;
}

/** Where live maps come from: a service, a registered module, a process that is attached to. */
export interface LiveSource {
  readonly origin: LiveOrigin;
  readonly process: LiveProcess;
  /**
   * Looks for every map that there is.
   * @throws SandboxError `invalid` when the process has ended or is another one by now
   */
  readonly discover: () => Promise<readonly LiveMap[]>;
  /**
   * Why the last search for every map may have missed some, as a sentence without its point; `null` where
   * it has not.
   *
   * @default never
   */
  readonly missing?: () => string | null;
  /**
   * Reads maps again that are known, which is cheap; those that are gone are not among the result.
   * @throws SandboxError `invalid` when the process has ended or is another one by now
   */
  readonly refresh: (known: readonly LiveMap[]) => Promise<readonly LiveMap[]>;
  /** Growths as they happen, until the source is closed; `null` where the source hears none. */
  readonly growths: (() => AsyncIterable<LiveGrowth>) | null;
  /** Leaves nothing behind in the process or the kernel. May be called twice. */
  readonly close: () => Promise<void>;
}

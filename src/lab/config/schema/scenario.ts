import type { Guard } from '../../../maps/model/guards.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import type { ArrivalRate } from '../../workload/arrival-rate.ts';
import type { TrafficColumns, TrafficFormat } from '../../traffic/traffic-format.ts';
import type { KeyOwnership, KeyShape, Phase } from '../../workload/workload.ts';
import type { HttpOptions } from './http-options.ts';
import type { Limits } from './limits.ts';
import type { ScenarioPayload } from './payload/scenario-payload.ts';
import type { ThresholdsFor } from './thresholds/thresholds.ts';
import type { Written } from './written.ts';

/** A value, or several, of which every combination becomes a cell. */
export type OneOrMore<T> = T | readonly T[];

/**
 * What is written to which map, how hard, by how many writers. One file in `scenarios/` exports one
 * scenario by default; the name of the file is its name.
 */
export interface Scenario {
  /** One line, shown in the report. */
  readonly purpose: string;
  /**
   * The map in source code that it measures, as `advise --scenario` and `attach --scenario` name it
   * (`cache.go#Cache.entries`): the record keeps it, and `advise --record` finds the map by it. @default none
   */
  readonly site?: string;
  /**
   * What is under load: the reference maps, the `Map` of Node.js, real maps of Go, a service, or a module.
   * @default 'reference'
   */
  readonly target?: OneOrMore<TargetName | ModuleTarget>;
  /** How the target `http` is reached and loaded. */
  readonly http?: HttpOptions;
  /**
   * How many operations per second should arrive, for every target but `go`. They go to the writers
   * in turn, and a ramp or steps reach over the time that all of them take to arrive. Latency counts
   * from the moment at which an operation should have started. By default every writer goes as fast
   * as it can.
   */
  readonly rate?: ArrivalRate;
  /** Which map it is, or is held against. @default 'go1.22' */
  readonly map?: OneOrMore<MapModel>;
  /** Type of the keys by Go's names: `int64`, `string`, `[32]byte`, `*int`, `struct { a int64; b string }`. */
  readonly key: string;
  /** Type of the values in the same way; `struct{}` for a set, of which the target `native` makes a `Set`. */
  readonly value: OneOrMore<string>;
  /** What protects the map from its writers. @default 'mutex' */
  readonly guard?: OneOrMore<Guard>;
  /** Concurrent streams of operations. @default 1 */
  readonly writers?: OneOrMore<number>;
  /** Size hint given to `make`. @default 0 */
  readonly hint?: OneOrMore<number>;
  /** Whether all writers share one set of keys, or each has its own. @default 'disjoint' */
  readonly ownership?: KeyOwnership;
  /** Whether keys look random or are plain numbers. @default 'scrambled' */
  readonly shape?: KeyShape;
  /** Bytes of a string key. @default those of the payload or of the named workload, else 16 */
  readonly stringKeyBytes?: number;
  /**
   * Of keys `float64` and `float32`: every so many keys one is NaN, which equals nothing, so that every insert of
   * it makes an entry that no delete finds. JavaScript has one key NaN. @default none
   */
  readonly nanEvery?: number;
  /**
   * What interfaces in keys hold (`any`, `struct { a any; b int64 }`): an `int`, a string of `stringKeyBytes`, or
   * one for even key numbers and the other for odd ones. @default 'int'
   */
  readonly interfaceKeys?: 'int' | 'string' | 'mixed';
  /** What is done, one stretch after the other. */
  readonly phases?: readonly (Phase | RecordedPhase | WholePhase)[];
  /** Instead of `phases`: a workload by its name, as `ycsb/a` or `twitter/cluster12` (`mapswell workloads`). */
  readonly workload?: string;
  /** Overrides the limits of the configuration. */
  readonly limits?: Partial<Limits>;
  /** Overrides the rounds of the configuration. */
  readonly rounds?: number;
  /** Milliseconds after which a process of this cell is ended. Overrides the configuration. */
  readonly timeLimitMs?: number;
  /**
   * Flags of the Node.js processes of the targets native and module, as `--max-old-space-size=400`: a
   * list, or a text with spaces between.
   */
  readonly nodeArguments?: string | readonly string[];
  /** What entries carry beside the table, for the verdict on the limit. @default what the types tell */
  readonly payload?: ScenarioPayload;
  /** What is acceptable: `run` says of each whether it holds, and ends with 1 where one does not. */
  readonly thresholds?: Thresholds;
  /** Free text, shown in the report. */
  readonly notes?: string;
}

/** A stretch of the workload that was recorded: see `KeyDistribution`. */
export interface RecordedPhase {
  readonly name: string;
  /** @default all of the recording, in equal shares; a rest that does not divide is left out */
  readonly operationsPerWriter?: number;
  readonly keys: {
    readonly kind: 'trace';
    /** From the folder of the scenario. */
    readonly file: string;
    /** @default what the first line looks like */
    readonly format?: TrafficFormat;
    readonly columns?: TrafficColumns;
  };
}

/** A stretch in which the whole map is cleared, looped over, copied or swept, and nothing else is done. */
export interface WholePhase {
  readonly name: string;
  readonly does: WholeAct;
  /** How often each writer does it. @default 1 */
  readonly times?: number;
}

/** See `WholeOperation`: the same, where nothing comes between. */
export type WholeAct =
  | { readonly kind: 'clear' }
  | { readonly kind: 'iterate'; readonly first?: number; readonly step?: number }
  | { readonly kind: 'copy'; readonly hint?: boolean }
  | { readonly kind: 'delete-if'; readonly olderThan: number };

/**
 * A map of the user's own: a file that exports `create`, `set`, `get`, `delete` and `size`; `clear` and `entries`
 * too, for scenarios that clear, loop, copy or sweep.
 */
export interface ModuleTarget {
  /** Path of the file, from the folder of the scenario. */
  readonly module: string;
}

/** Every thing that can be put under load by its name. */
export const targetNames = ['reference', 'native', 'go', 'http'] as const;

/** Every kind of thing under load. */
export const cellTargets = ['reference', 'native', 'go', 'http', 'module'] as const;

/** Which kind of thing is put under load. */
export type CellTarget = (typeof cellTargets)[number];

/** What a scenario may say is acceptable. */
export type Thresholds = ThresholdsFor<CellTarget>;

/** Which thing is put under load. */
export type TargetName = (typeof targetNames)[number];

/** Types a scenario file. Checks nothing: the file is validated when it is loaded. */
export function defineScenario(scenario: Written<Scenario>): Written<Scenario> {
  return scenario;
}

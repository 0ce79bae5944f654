import type { Guard, MapModel } from '../map/map-model.ts';
import type { KeyOwnership, KeyShape, Phase } from '../workload/workload.ts';
import type { Limits } from './limits.ts';

/** A value, or several, of which every combination becomes a cell. */
export type OneOrMore<T> = T | readonly T[];

/**
 * What is written to which map, how hard, by how many writers. One file in `scenarios/` exports one
 * scenario by default; the name of the file is its name.
 */
export interface Scenario {
  /** One line, shown in the report. */
  readonly purpose: string;
  /** @default 'reference' */
  readonly target?: OneOrMore<TargetName>;
  /** @default 'go1.22' */
  readonly map?: OneOrMore<MapModel>;
  /** Key and value types by Go's names: `int64`, `string`, `[32]byte`, `struct{}`, `*int`, ... */
  readonly key: string;
  readonly value: string;
  /** @default 'mutex' */
  readonly guard?: OneOrMore<Guard>;
  /** @default 1 */
  readonly writers?: OneOrMore<number>;
  /** Size hint given to `make`. @default 0 */
  readonly hint?: OneOrMore<number>;
  /** @default 'disjoint' */
  readonly ownership?: KeyOwnership;
  /** @default 'scrambled' */
  readonly shape?: KeyShape;
  /** Bytes of a string key. @default 16 */
  readonly stringKeyBytes?: number;
  readonly phases: readonly Phase[];
  /** Overrides the limits of the configuration. */
  readonly limits?: Partial<Limits>;
  /** Overrides the rounds of the configuration. */
  readonly rounds?: number;
  /** Milliseconds after which a process of this cell is ended. Overrides the configuration. */
  readonly timeLimitMs?: number;
  /** Free text, shown in the report. */
  readonly notes?: string;
}

/** Every thing that can be put under load. */
export const targetNames = ['reference', 'native'] as const;

/** Which thing is put under load. */
export type TargetName = (typeof targetNames)[number];

/** Types a scenario file. Checks nothing: the file is validated when it is loaded. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}

import type { MapSpec } from '../../maps/model/map-spec.ts';
import type { ArrivalRate } from '../workload/arrival-rate.ts';
import type { Workload } from '../workload/workload.ts';
import type { HttpOptions } from './schema/http-options.ts';
import type { Limits } from './schema/limits.ts';
import type { CellPayload } from './schema/payload/scenario-payload.ts';
import type { CellTarget } from './schema/scenario.ts';
import type { CellThresholds } from './schema/thresholds/thresholds.ts';

/** One scenario with one set of parameters, complete: no default is left to fill in. */
export interface Cell extends Pick<MapSpec, 'map' | 'key' | 'value' | 'guard' | 'hint'> {
  /** `scenario` or `scenario/guard=mutex,...` with the parameters that vary; unique in a run. */
  readonly id: string;
  readonly scenario: string;
  readonly purpose: string;
  readonly notes: string;
  /** The map in source code that it measures; absent: none. */
  readonly site?: string;
  readonly target: CellTarget;
  readonly workload: Workload;
  /** Only of the target `http`. */
  readonly http?: HttpOptions;
  /** Only of the target `module`: its file, from the working folder. */
  readonly module?: string;
  /** How many operations per second should arrive; absent: as many as the target takes. */
  readonly rate?: ArrivalRate;
  readonly limits: Limits;
  /** Flags of its Node.js processes; absent: none. Only of the targets `native` and `module`. */
  readonly nodeArguments?: readonly string[];
  /** What its entries carry beside the table; absent: as far as the types tell. */
  readonly payload?: CellPayload;
  /** What is acceptable; absent: nothing is said. */
  readonly thresholds?: CellThresholds;
  readonly rounds: number;
  readonly timeLimitMs: number;
  readonly latencySampleInterval: number;
  /** What differs between the cells of one scenario, for labels: `{ guard: 'mutex' }`. */
  readonly parameters: Readonly<Record<string, string | number>>;
}

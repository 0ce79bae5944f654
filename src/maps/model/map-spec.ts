import type { Guard } from './guards.ts';
import type { MapModel, SizedModel } from './map-model.ts';

/**
 * What a map is: all that decides how it grows. An interface that names some of it takes it from
 * here by `Pick`, so that one field has one type and one meaning everywhere.
 */
export interface MapSpec {
  /** Which model of a map: `go1.22`, `v8`. */
  readonly map: MapModel;
  /** Key and value types by Go's names: `int64`, `string`, `[32]byte`, `struct{}`, `*int`. */
  readonly key: string;
  readonly value: string;
  readonly guard: Guard;
  /** Size hint given to `make`, over all shards; 0 is none. */
  readonly hint: number;
  /** Makes everything random in the map repeatable. */
  readonly seed: number;
  /** Most bytes that the map may be charged; `null` = only the address space limits it. */
  readonly limitBytes: number | null;
}

/** The same for what only asks how a map grows, which models of size alone answer, too. */
export interface SizedSpec extends Omit<MapSpec, 'map'> {
  /** `redis7` and `cpython3.11` beside those that run here. */
  readonly map: SizedModel;
}

import type { MapSpec } from '../../../maps/model/map-spec.ts';
import type { NativeKey } from '../native/native-keys.ts';

/** The Go types that a scenario names, for a module that wants to know. */
export type MapModuleOptions = Pick<MapSpec, 'key' | 'value' | 'hint'>;

/**
 * A map of the user's own: what the file of a target `{ module: './my-cache.ts' }` exports, by these
 * names or as its default export. `delete` is exported as `export { remove as delete }`.
 */
export interface MapModule {
  create(options: MapModuleOptions): unknown;
  set(map: unknown, key: NativeKey, value: number): unknown;
  get(map: unknown, key: NativeKey): unknown;
  delete(map: unknown, key: NativeKey): unknown;
  size(map: unknown): number;
  /** Removes every entry: for scenarios that clear. */
  clear?(map: unknown): unknown;
  /** Every entry, of which the current one may be deleted meanwhile: for loops, copies and sweeps. */
  entries?(map: unknown): Iterable<readonly [NativeKey, number]>;
  /** Figures of its own, for the record. */
  stats?(map: unknown): unknown;
  close?(map: unknown): unknown;
}

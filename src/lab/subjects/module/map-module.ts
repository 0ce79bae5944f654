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
  /** Figures of its own, for the record. */
  stats?(map: unknown): unknown;
  close?(map: unknown): unknown;
}

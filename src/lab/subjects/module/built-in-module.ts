import type { MapModule } from './map-module.ts';
import type { NativeMap } from '../native/native-operations.ts';

/** JavaScript's own `Map`, in the form of a module. */
export const nativeModule: MapModule = {
  create: (): NativeMap => new Map(),
  set: (map, key, value) => mapOf(map).set(key, value),
  get: (map, key) => mapOf(map).get(key),
  delete: (map, key) => mapOf(map).delete(key),
  size: (map) => mapOf(map).size,
  clear: (map) => mapOf(map).clear(),
  entries: (map) => mapOf(map),
};

function mapOf(map: unknown): NativeMap {
  if (map instanceof Map) return map;
  throw new TypeError('expected a Map');
}

import type { ExecutionContext } from 'ava';
import {
  type MapService,
  type MapServiceOptions,
  startMapService,
} from '../../src/live/service/start-map-service.ts';

/** A service of an empty map with all that a test does not care about. */
export const serviceOptions: MapServiceOptions = {
  name: 'sessions',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  guard: 'none',
  hint: 0,
  seed: 1,
  limitBytes: null,
};

/** Starts a service that stops with its test. */
export async function serveMap(
  t: ExecutionContext,
  overrides: Partial<MapServiceOptions> = {},
): Promise<MapService> {
  const service = await startMapService({ ...serviceOptions, ...overrides });
  t.teardown(() => service.stop());
  return service;
}

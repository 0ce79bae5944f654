import type { ByteBudget } from './http/byte-budget.ts';
import type { InstrumentedMap } from './instrumented-map.ts';
import type { ServiceLimits } from './service-limits.ts';

/** The map of a service, and what its clients may take. */
export interface ServedMap {
  readonly map: InstrumentedMap;
  readonly limits: ServiceLimits;
  readonly buffers: ByteBudget;
}

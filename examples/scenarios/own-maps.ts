import { defineScenario } from 'mapswell';

// Not among the scenarios that ship: lru-cache is no dependency of mapswell. Run it with
// a configuration whose `scenarios` is `examples/scenarios`.
export default defineScenario({
  purpose: 'A cache and a plain object against Map: the same keys, half written and half read',
  target: ['native', { module: '../lru-cache.ts' }, { module: '../plain-object.ts' }],
  key: 'int64',
  value: 'int64',
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 100_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
    {
      name: 'use',
      operationsPerWriter: 200_000,
      mix: { update: 0.4, lookup: 0.5, delete: 0.1 },
      keys: { kind: 'zipfian', keys: 100_000, exponent: 0.99 },
    },
  ],
});

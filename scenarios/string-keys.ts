import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose:
    'Session identifiers: 32-byte string keys with pointer values, which the collector scans.',
  map: 'go1.22',
  key: 'string',
  value: '*int',
  stringKeyBytes: 32,
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 300_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
});

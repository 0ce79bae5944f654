import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'One million inserts into a fresh map: every doubling on the way, and what it costs.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 1_000_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
});

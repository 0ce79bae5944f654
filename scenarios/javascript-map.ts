import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'The native Map of this Node.js under the million inserts of the growth staircase.',
  target: 'native',
  map: 'v8',
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

import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'The native Map of this Node.js under 250,000 inserts, its heap beside the model.',
  target: 'native',
  map: 'v8',
  key: 'int64',
  value: 'int64',
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 250_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
});

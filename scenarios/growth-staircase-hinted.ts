import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'The same million inserts into a map made with a size hint: no doubling at all.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  hint: 1_000_000,
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 1_000_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
});

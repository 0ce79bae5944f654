import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'A cache with expiry: new keys come, the oldest go, the size stays; does the memory?',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 5000,
      mix: { insert: 1 },
      keys: { kind: 'sliding-window', window: 5000 },
    },
    {
      name: 'churn',
      operationsPerWriter: 500_000,
      mix: { insert: 1, delete: 1 },
      // Its first 5,000 inserts are updates: the counts that were accepted are those of it.
      keys: { kind: 'sliding-window', window: 5000, continues: false },
    },
  ],
});

import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose:
    'Fill, delete 90 % of the entries, fill again: what a map gives back, and what it keeps.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 200_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
    {
      name: 'delete 90 %',
      operationsPerWriter: 180_000,
      mix: { delete: 1 },
      keys: { kind: 'sequential' },
    },
    {
      name: 'refill',
      operationsPerWriter: 180_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential', startAt: 200_000 },
    },
  ],
});

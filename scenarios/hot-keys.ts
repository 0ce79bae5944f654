import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose:
    'Eight writers on the same Zipf-distributed keys: a few hot ones take most of the writes.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  guard: ['mutex', 'sharded:32'],
  writers: 8,
  ownership: 'same',
  phases: [
    {
      name: 'mixed load',
      operationsPerWriter: 50_000,
      mix: { insert: 0.5, lookup: 0.45, delete: 0.05 },
      keys: { kind: 'zipfian', keys: 100_000, exponent: 0.99 },
    },
  ],
});

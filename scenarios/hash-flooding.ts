import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose:
    'An attacker who knows the hash key puts every key into one bucket; growth does not help.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  phases: [
    {
      name: 'flood',
      operationsPerWriter: 4000,
      mix: { insert: 1 },
      keys: { kind: 'adversarial', keys: 4000, sharedBits: 12 },
    },
  ],
});

import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'Insert until the memory limit refuses: which growth ends it, and at which entry.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  limits: { memoryBytes: '192MiB' },
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 20_000_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
});

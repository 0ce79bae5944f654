import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'The real map of the Go toolchain found here under a growth staircase of its own.',
  target: 'go',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  guard: 'mutex',
  writers: 8,
  rounds: 3,
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 25_000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
  notes:
    'Built once and kept in ~/.cache/mapswell; skipped where no Go is found. Go 1.22 is used where there is one, else any.',
});

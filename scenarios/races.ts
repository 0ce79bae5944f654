import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'Eight writers and nothing that keeps them apart: how often the map itself notices.',
  map: ['go1.22', 'go1.27'],
  key: 'int64',
  value: 'int64',
  guard: 'none',
  writers: 8,
  rounds: 2,
  timeLimitMs: 20_000,
  phases: [
    { name: 'write', operationsPerWriter: 1000, mix: { insert: 1 }, keys: { kind: 'sequential' } },
  ],
  notes:
    'Each round runs up to 100 trials on fresh maps, each with a seed of its own and until it is done or caught. A real program would have ended with the first one that was caught.',
});

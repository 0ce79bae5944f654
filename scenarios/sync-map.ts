import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'A sync.Map filled, read, emptied by 90 % and filled a little: what it costs and keeps.',
  map: ['go1.23', 'go1.27'],
  key: 'int64',
  value: 'int64',
  guard: 'sync.Map',
  rounds: 2,
  phases: [
    { name: 'fill', operationsPerWriter: 20_000, mix: { insert: 1 }, keys: { kind: 'sequential' } },
    { name: 'read', operationsPerWriter: 20_000, mix: { lookup: 1 }, keys: { kind: 'sequential' } },
    {
      name: 'delete 90 %',
      operationsPerWriter: 18_000,
      mix: { delete: 1 },
      keys: { kind: 'sequential' },
    },
    {
      name: 'new keys',
      operationsPerWriter: 1000,
      mix: { insert: 1 },
      keys: { kind: 'sequential', startAt: 20_000 },
    },
  ],
  notes:
    'Exact in bytes and allocations. Its threads share one reader/writer lock, where those of Go share less: for its speed take the target go.',
});

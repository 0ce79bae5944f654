import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'Eight writers put 1,000 keys each into a fresh map, behind one mutex or 32 of them.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  guard: ['mutex', 'sharded:32'],
  writers: 8,
  phases: [
    { name: 'write', operationsPerWriter: 1000, mix: { insert: 1 }, keys: { kind: 'sequential' } },
  ],
});

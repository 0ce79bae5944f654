import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose:
    'An hour of traffic in a minute: the service orders fills until a doubling does not fit.',
  target: 'http',
  http: { url: 'http://127.0.0.1:9464', connections: 2 },
  rate: { kind: 'constant', perSecond: 95 },
  key: 'int64',
  value: 'int64',
  rounds: 1,
  timeLimitMs: 300_000,
  // The map was made for 6,656 entries; the insert after them doubles it, 70 seconds after the first.
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 7000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
});

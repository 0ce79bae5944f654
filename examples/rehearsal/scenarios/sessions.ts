import { defineScenario } from 'mapswell';

export default defineScenario({
  purpose: 'An hour of traffic in a minute: the service sessions stops before its doubling.',
  target: 'http',
  http: { url: 'http://127.0.0.1:9465', connections: 2 },
  rate: { kind: 'constant', perSecond: 95 },
  key: 'int64',
  value: 'int64',
  rounds: 1,
  timeLimitMs: 300_000,
  // After 35 seconds, at 35 from the doubling: near enough for a warning, too far for a critical.
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 3325,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
});

import { replayTraffic } from '../src/lab/replay/replay-traffic.ts';

// Replays a recording on a map of Go 1.24, and says what that took.
const started = performance.now();
const before = process.cpuUsage();
const replay = await replayTraffic({
  file: process.argv[2] ?? '/dev/stdin',
  map: 'go1.24',
  key: process.argv[3] ?? 'string',
  value: 'int64',
  limitBytes: 2 ** 28,
});
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    operations: replay.operations,
    entries: replay.counts.entries,
    distinctKeys: replay.findings.distinctKeys.value,
    rssBytes: process.resourceUsage().maxRSS * 1024,
    seconds,
    cpuSeconds: (user + system) / 1e6,
  }),
);

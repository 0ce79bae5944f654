import { benchCell } from './bench-cell.ts';
import { ThreadedCell } from './threaded-cell.ts';

const WRITERS = 2;
const SAMPLE_INTERVAL = 128;

// Runs one cell of so many writes and says what memory that took.
const operations = Number(process.argv[2]);
const phases = [
  {
    name: 'overwrite',
    operationsPerWriter: operations / WRITERS,
    mix: { insert: 1 },
    keys: { kind: 'uniform', keys: 10_000 },
  },
] as const;
const cell = await ThreadedCell.start(benchCell(WRITERS, 1, {}, { phases }), 2 ** 26);
const startedAt = performance.now();
cell.run({ hasEvents: true, hasClock: true }, SAMPLE_INTERVAL);
const seconds = (performance.now() - startedAt) / 1000;
const recorderBytes = cell.placed.arenaCounters().unchargedBytes;
await cell.close();
process.stdout.write(
  JSON.stringify({ rssBytes: process.resourceUsage().maxRSS * 1024, recorderBytes, seconds }),
);

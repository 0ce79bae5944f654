import type { JournalEntry } from '../../src/lab/run/journal/journal.ts';
import type { RunHeader } from '../../src/lab/run/journal/run-header.ts';
import { inserts, makeCell } from './make-cell.ts';

/** The first line of a journal. */
export const journalHeader: RunHeader = {
  kind: 'mapswell-journal',
  version: 1,
  id: 'run',
  startedAt: '2026-01-01T00:00:00.000Z',
  environment: {
    cpuModel: 'cpu',
    cores: 2,
    memoryBytes: 1,
    platform: 'linux',
    arch: 'x64',
    osRelease: '6',
    node: '20.20.2',
    v8: '11.3',
    mapswell: '0.1.0',
  },
  configuration: {
    seed: 1,
    rounds: 1,
    limits: { memoryBytes: 1, cpus: 1 },
    latencySampleInterval: 128,
  },
  cells: [makeCell({}, inserts(1000))],
};

/** A finished yardstick; a failure says how it failed, in as many words as are wanted. */
export function yardstickEntry(round: number, message: string): JournalEntry {
  return {
    event: 'finished',
    key: `yardstick ${round}`,
    at: '2026-01-01T00:00:01.000Z',
    result: {
      kind: 'yardstick',
      run: {
        round,
        position: round,
        outcome: { kind: 'failed', message, last: null },
        operationsPerSecond: null,
      },
    },
  };
}

import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { recordFileOf } from '../../lab/record/record-file-of.ts';
import type { CellRecord } from '../../lab/record/run-record.ts';
import type { RecordedCell } from '../../live/advise/live/run-index.ts';
import type { ProcessView } from '../../live/attach/serve/process-view.ts';
import { readRecordedProcess } from './read-recorded-process.ts';

/** What `advise --record` takes: cells of a run that name the map they measure, or a process as `attach` saw it. */
export type Recorded =
  | { readonly kind: 'run'; readonly cells: readonly RecordedCell[] }
  | { readonly kind: 'process'; readonly process: ProcessView };

/**
 * Reads the record of a run, or its folder, or one that `attach --record` wrote.
 *
 * @throws SandboxError `input` where it is neither, or a run of which no cell names a map
 */
export async function readRecordedRun(given: string): Promise<Recorded> {
  const path = recordFileOf(given);
  const [{ openRaw }, { openRawRecord }] = await Promise.all([
    import('../../lab/record/stored/raw-record.ts'),
    import('../../lab/record/stored/open-record.ts'),
  ]);
  const raw = await openRaw(path);
  if (raw.kind === 'text' && !/^\s*\{/.test(raw.text))
    return { kind: 'process', process: await readRecordedProcess(path) };
  const { cells } = await openRawRecord(raw, path);
  const found: RecordedCell[] = [];
  for await (const cell of cells()) {
    const recorded = recordedCell(cell);
    if (recorded !== null) found.push(recorded);
  }
  if (found.length > 0) return { kind: 'run', cells: found };
  throw new SandboxError(
    'input',
    `expected the run of --record to have cells that were counted and name the map they measure (site, as advise --scenario writes it), got none in ${path}`,
  );
}

/** `null` where it names no map, or nothing was counted. */
function recordedCell({ cell, exact, rounds, summary }: CellRecord): RecordedCell | null {
  const counts = exact.find((run) => run.counts !== null)?.counts ?? null;
  if (cell.site === undefined || counts === null) return null;
  const { map, key, value, hint, guard, site } = cell;
  const { entries, bytesHeld, bytesPeak } = counts.stats;
  const time = summary.nsPerWrite;
  return {
    site,
    map,
    key,
    value,
    hint,
    tables: Math.max(1, counts.shape?.tables ?? 1),
    peakEntries: counts.staircase.reduce((most, point) => Math.max(most, point.entries), entries),
    measured: {
      guard,
      writers: cell.workload.writers,
      entries,
      bytesHeld,
      peakBytesHeld: bytesPeak,
      nsPerWrite:
        time === null || rounds.length === 0
          ? null
          : { median: time.median, min: time.min, max: time.max, rounds: time.n },
    },
  };
}

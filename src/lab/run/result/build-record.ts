import { collectBetweenParts } from '../../../base/primitives/collect-garbage.ts';
import { groupBy } from '../../../base/primitives/group-by.ts';
import type { Cell } from '../../config/cell.ts';
import type { Warning } from '../../../base/primitives/errors/warning.ts';
import type {
  CellRecord,
  ExactRun,
  RoundResult,
  RunRecord,
  YardstickRound,
} from '../../record/run-record.ts';
import type { OpenRecord } from '../../record/stored/open-record.ts';
import { racesOf } from '../../record/figures/races-of.ts';
import { summariseRounds } from '../../record/figures/summarise-rounds.ts';
import { cellWarnings } from './cell-warnings.ts';
import type { ProcessResult } from '../journal/process-result.ts';
import type { RunHeader } from '../journal/run-header.ts';
import type { PlannedProcess } from '../plan/planned-process.ts';

/** Turns the results of a run into its record. Pure: the same results give the same record. */
export function buildRecord(
  header: RunHeader,
  results: readonly ProcessResult[],
  ending: Pick<RunRecord, 'finishedAt' | 'isComplete' | 'parts'>,
): RunRecord {
  const { warnings, ...head } = buildHead(header, results, ending);
  const byCell = resultsByCell(results);
  return {
    ...head,
    cells: header.cells.map((cell) => buildCell(cell, byCell.get(cell.id) ?? [], head.yardstick)),
    warnings,
  };
}

/** What a run left, which is read again each time that it is asked for. */
export interface FoundResults {
  readonly header: RunHeader;
  readonly plan: readonly PlannedProcess[];
  /** `null` where a process gave nothing. */
  readonly find: (planned: PlannedProcess) => ProcessResult | null;
}

/** The record of what is found, of which one cell is held at a time. */
export function openResults(
  { header, plan, find }: FoundResults,
  ending: Pick<RunRecord, 'finishedAt' | 'isComplete' | 'parts'>,
): OpenRecord {
  const yardsticks = plan
    .filter(({ kind }) => kind === 'yardstick')
    .flatMap((one) => find(one) ?? []);
  const head = buildHead(header, yardsticks, ending);
  const ofCells = plan.flatMap((planned) => (planned.kind === 'yardstick' ? [] : [planned]));
  const byCell = groupBy(ofCells, ({ cellId }) => cellId);
  return {
    head,
    cellCount: header.cells.length,
    async *cells() {
      const tidy = collectBetweenParts();
      for (const cell of header.cells) {
        tidy();
        const results = (byCell.get(cell.id) ?? []).flatMap((planned) => {
          const result = find(planned);
          return result === null || result.kind === 'yardstick' ? [] : [result];
        });
        yield buildCell(cell, results, head.yardstick);
      }
    },
  };
}

/** A record but for its cells. @param results its yardsticks; others are not looked at */
export function buildHead(
  header: RunHeader,
  results: readonly ProcessResult[],
  ending: Pick<RunRecord, 'finishedAt' | 'isComplete' | 'parts'>,
): Omit<RunRecord, 'cells'> {
  const yardstick = results
    .flatMap((result) => (result.kind === 'yardstick' ? [result.run] : []))
    .toSorted((a, b) => a.round - b.round);
  return {
    kind: 'mapswell-record',
    version: 1,
    id: header.id,
    startedAt: header.startedAt,
    ...ending,
    environment: header.environment,
    configuration: header.configuration,
    yardstick,
    warnings: runWarnings(yardstick, ending),
  };
}

/** What becomes a part of a cell. */
export type CellResult = Exclude<ProcessResult, { kind: 'yardstick' }>;

/** Grouped once: a search for every cell would take as long as cells times results. */
function resultsByCell(
  results: readonly ProcessResult[],
): ReadonlyMap<string, readonly CellResult[]> {
  const byCell = new Map<string, CellResult[]>();
  for (const result of results) {
    if (result.kind === 'yardstick') continue;
    const known = byCell.get(result.cellId);
    if (known === undefined) byCell.set(result.cellId, [result]);
    else known.push(result);
  }
  return byCell;
}

/** One cell of a record. */
export function buildCell(
  cell: Cell,
  results: readonly CellResult[],
  yardstick: readonly YardstickRound[],
): CellRecord {
  const exact = exactRuns(results);
  const rounds = timedRounds(results);
  const exactAgree = agree(exact);
  return {
    cell,
    exact,
    exactAgree,
    rounds,
    summary: summariseRounds(rounds, yardstick, racesOf(cell, rounds)),
    warnings: cellWarnings(cell, exact, exactAgree, rounds),
  };
}

function exactRuns(results: readonly CellResult[]): readonly ExactRun[] {
  return results
    .flatMap((result) => (result.kind === 'exact' ? [result] : []))
    .toSorted((a, b) => a.repeat - b.repeat)
    .map((result) => result.run);
}

function timedRounds(results: readonly CellResult[]): readonly RoundResult[] {
  return results
    .flatMap((result) => (result.kind === 'timed' ? [result.run] : []))
    .toSorted((a, b) => a.round - b.round);
}

function agree(exact: readonly ExactRun[]): boolean | null {
  const digests = exact.flatMap((run) => (run.counts === null ? [] : [run.counts.digest]));
  return digests.length < 2 ? null : new Set(digests).size === 1;
}

function runWarnings(
  yardstick: readonly YardstickRound[],
  { isComplete, parts = [] }: Pick<RunRecord, 'isComplete' | 'parts'>,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (!isComplete)
    warnings.push({
      code: 'incomplete',
      message: 'The run was interrupted: only the processes that had finished are here.',
    });
  if (parts.length > 1)
    warnings.push({
      code: 'resumed',
      message: `The run was resumed: it went on ${parts.map(({ startedAt, finishedAt }) => `from ${startedAt} to ${finishedAt}`).join(', ')}.`,
    });
  const missing = yardstick.filter((round) => round.operationsPerSecond === null).length;
  if (missing > 0)
    warnings.push({
      code: 'yardstick-missing',
      message: `The yardstick gave no figure in ${missing} of ${yardstick.length} rounds; those have no ratio.`,
    });
  return warnings;
}

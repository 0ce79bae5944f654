import { isEndOfMap } from '../../lab/record/outcome.ts';
import type { CellRecord, RunRecord } from '../../lab/record/run-record.ts';
import { exitCodes } from '../io/exit-code.ts';

/** Out of memory, killed and timed out are results; a defect and counts that differ are not. */
export function exitCodeOf(record: RunRecord, otherwise: number): number {
  const isInvalid = record.cells.some(
    (cell) =>
      cell.exactAgree === false ||
      [...cell.exact, ...cell.rounds].some(({ outcome }) =>
        ['failed', 'invalid'].includes(outcome.kind),
      ),
  );
  const isEmpty = record.cells.length > 0 && !record.cells.some(hasResult);
  return isInvalid || isEmpty ? exitCodes.invalid : otherwise;
}

/** Rows of dashes are no pass. A map that came to an end, or caught its own race, is a result. */
function hasResult({ exact, rounds }: CellRecord): boolean {
  return (
    exact.some(({ counts }) => counts !== null) ||
    rounds.some(({ measurement }) => measurement !== null) ||
    [...exact, ...rounds].some(
      ({ outcome }) => isEndOfMap(outcome) || outcome.kind.startsWith('concurrent-map'),
    )
  );
}

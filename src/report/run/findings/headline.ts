import type { Verdict } from '../../../maps/model/plan/plan-process.ts';
import { usualNodeMajor } from '../../../lab/record/environment.ts';
import { cellFit } from '../../../lab/record/figures/cell-fit.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { Outcome } from '../../../lab/record/outcome.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { arenaLimitOf } from '../figures/arena-limit-of.ts';
import { nameOperation } from '../figures/describe-cell.ts';
import { counted, formatShare } from '../figures/format-figure.ts';

/** Cells that do not fit are named up to this many. */
const mostNamed = 2;

/** What a cell adds to the answer of a run. */
export interface HeadlinePart {
  readonly isMeasured: boolean;
  /** How it ended, where it does not fit, with its name. */
  readonly ended: string | null;
  readonly isTableAlone: boolean;
}

export function headlinePart(cell: CellRecord): HeadlinePart {
  const outcomes = outcomesOf(cell);
  const verdict = verdictOf(cell);
  return {
    isMeasured: outcomes.some(({ kind }) => kind !== 'skipped'),
    ended: endedText(cell, outcomes, verdict),
    isTableAlone: verdict === 'the table alone fits',
  };
}

function endedText(
  cell: CellRecord,
  outcomes: readonly Outcome[],
  verdict: Verdict | null,
): string | null {
  const { id } = cell.cell;
  if (cell.exactAgree === false) return `${id} counted differently in two processes`;
  const outcome = outcomes.find(({ kind }) => kind !== 'completed' && kind !== 'skipped');
  if (outcome !== undefined) return `${id} ${endingOf(cell, outcome)}`;
  return verdict === 'does not fit' ? `${id} does not fit as a whole process` : null;
}

/** The answer of a run: how many cells fit, and which do not, where. Plain text without a full stop. */
export function headlineOf(cells: readonly HeadlinePart[]): string {
  const measured = cells.filter(({ isMeasured }) => isMeasured);
  if (measured.length === 0) return 'Nothing was measured';
  const ended = measured.flatMap((cell) => cell.ended ?? []);
  const alone = measured.filter(({ isTableAlone }) => isTableAlone).length;
  const fitting = measured.length - ended.length;
  const [verb, them] = measured.length === 1 ? ['fits', 'its limit'] : ['fit', 'their limits'];
  const named = ended.slice(0, mostNamed);
  const more = ended.length - named.length;
  if (ended.length === 0 && alone === 1 && measured.length === 1)
    return '1 cell: the table alone fits its limit';
  const tables = alone === 0 ? '' : `, ${alone} of them the table alone`;
  if (ended.length === 0)
    return `${measured.length === 1 ? '1 cell' : `All ${counted(measured.length, 'cell')}`} ${verb} ${them}${tables}`;
  const rest = more === 0 ? '' : `; ${more} more ${more === 1 ? 'does' : 'do'} not fit`;
  const share =
    measured.length === 1 ? '' : `${fitting} of ${measured.length} cells fit${tables}; `;
  return `${share}${named.join('; ')}${rest}`;
}

function verdictOf(cell: CellRecord): Verdict | null {
  return cellFit(cell, usualNodeMajor)?.verdict ?? null;
}

function outcomesOf({ exact, rounds }: CellRecord): readonly Outcome[] {
  return [...exact, ...rounds].map(({ outcome }) => outcome);
}

function endingOf({ cell }: CellRecord, outcome: Outcome): string {
  switch (outcome.kind) {
    case 'out-of-memory':
      return `ends at ${nameOperation(cell, outcome.operation)}, out of memory`;
    case 'map-full':
      return outcome.operation === null
        ? 'ends with a full map'
        : `ends at ${nameOperation(cell, outcome.operation)}, the map is full`;
    case 'killed':
      return `is killed by ${outcome.signal}`;
    case 'timed-out':
      return 'does not end in time';
    case 'concurrent-map-writes':
    case 'concurrent-map-read-and-map-write':
      return 'is ended by its own map';
    case 'invalid':
      return 'gave no measurement';
    case 'failed':
    case 'completed':
    case 'skipped':
    default:
      return 'failed';
  }
}

/** How full a cell is. */
export interface Fullness {
  readonly id: string;
  readonly peakBytes: number;
  readonly limitBytes: number;
}

/** `null` where the peak or the limit is not known. */
export function fullnessOf(cell: CellRecord): Fullness | null {
  const limitBytes = arenaLimitOf(cell);
  const peakBytes = exactCountsOf(cell)?.stats.bytesPeak;
  return limitBytes === null || peakBytes === undefined
    ? null
    : { id: cell.cell.id, peakBytes, limitBytes };
}

/** Peak of a cell as a share of what its map may hold; 0 where either is not known. */
export function shareOf(fullness: Fullness | null): number {
  return fullness === null ? 0 : fullness.peakBytes / fullness.limitBytes;
}

/** The cell that takes most of its limit, in a sentence; `null` where none has one. */
export function fullestOf(cells: readonly (Fullness | null)[]): string | null {
  const [first] = cells.filter((cell) => cell !== null).toSorted((a, b) => shareOf(b) - shareOf(a));
  if (first === undefined || shareOf(first) === 0) return null;
  const { id, peakBytes, limitBytes } = first;
  return `${id} takes most of its limit: ${formatBytes(peakBytes)}, ${formatShare(shareOf(first))} of the ${formatLimitBytes(limitBytes)} that its map may hold`;
}

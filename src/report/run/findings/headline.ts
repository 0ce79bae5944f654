import type { Verdict } from '../../../maps/model/plan/plan-process.ts';
import { usualNodeMajor } from '../../../lab/record/environment.ts';
import { cellFit } from '../../../lab/record/figures/cell-fit.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { Outcome } from '../../../lab/record/outcome.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/format-bytes.ts';
import { arenaLimitOf } from '../figures/arena-limit-of.ts';
import { nameOperation } from '../figures/describe-cell.ts';
import { counted, formatShare } from '../figures/format-figure.ts';

/** Cells that do not fit are named up to this many. */
const mostNamed = 2;

/** The answer of a run: how many cells fit, and which do not, where. Plain text without a full stop. */
export function headlineOf(cells: readonly CellRecord[]): string {
  const measured = cells.filter((cell) => outcomesOf(cell).some(({ kind }) => kind !== 'skipped'));
  if (measured.length === 0) return 'Nothing was measured';
  const ended = measured.flatMap((cell) => {
    if (cell.exactAgree === false) return [`${cell.cell.id} counted differently in two processes`];
    const outcome = outcomesOf(cell).find(({ kind }) => kind !== 'completed' && kind !== 'skipped');
    if (outcome !== undefined) return [`${cell.cell.id} ${endingOf(cell, outcome)}`];
    const isTooMuch = verdictOf(cell) === 'does not fit';
    return isTooMuch ? [`${cell.cell.id} does not fit as a whole process`] : [];
  });
  const alone = measured.filter((cell) => verdictOf(cell) === 'the table alone fits').length;
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

/** Peak of a cell as a share of what its map may hold; `null` where either is not known. */
export function shareOfLimit(cell: CellRecord): number | null {
  const limitBytes = arenaLimitOf(cell);
  const peak = exactCountsOf(cell)?.stats.bytesPeak;
  return limitBytes === null || peak === undefined ? null : peak / limitBytes;
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

/** The cell that takes most of its limit, in a sentence; `null` where none has one. */
export function fullestOf(cells: readonly CellRecord[]): string | null {
  const [first] = cells
    .map((cell) => ({ cell, share: shareOfLimit(cell) ?? 0 }))
    .toSorted((a, b) => b.share - a.share);
  if (first === undefined || first.share === 0) return null;
  const peak = exactCountsOf(first.cell)?.stats.bytesPeak ?? 0;
  const limitBytes = arenaLimitOf(first.cell) ?? 0;
  return `${first.cell.cell.id} takes most of its limit: ${formatBytes(peak)}, ${formatShare(first.share)} of the ${formatLimitBytes(limitBytes)} that its map may hold`;
}

import type { CellRecord } from '../../../lab/record/run-record.ts';
import type { RunFinding } from './run-finding.ts';
import { usualNodeMajor } from '../../../lab/record/environment.ts';
import { arrivalFindings, latencyFindings } from './latency-findings.ts';
import { chainFindings, tableFindings } from './table-findings.ts';
import { fitFindings } from './fit-findings.ts';
import { growthFindings } from './growth-findings.ts';
import { heapFindings } from './heap-findings.ts';
import { httpFindings } from './http-findings.ts';
import { keyFindings } from './key-findings.ts';
import { memoryFindings } from './memory-findings.ts';
import { moduleFindings } from './module-findings.ts';
import { outcomeFindings } from './outcome-findings.ts';
import { raceFindings } from './race-findings.ts';
import { wholeFindings } from './whole-findings.ts';

/**
 * Everything worth saying about one cell, the most important first.
 *
 * @param cells all cells of the record, some of which it may be compared with
 * @param nodeMajor of the Node.js that made the record
 */
export function findingsOfCell(
  cell: CellRecord,
  index: number,
  cells: readonly CellRecord[] = [],
  nodeMajor: number = usualNodeMajor,
): readonly RunFinding[] {
  const fits = fitFindings(cell, nodeMajor);
  const isCarrying = cell.cell.payload !== undefined;
  const notes = [
    ...(isCarrying ? fits : []),
    ...raceFindings(cell),
    // Who asked for a rate asked what users wait.
    ...arrivalFindings(cell),
    ...httpFindings(cell),
    ...wholeFindings(cell),
    ...memoryFindings(cell),
    ...chainFindings(cell),
    ...tableFindings(cell),
    ...growthFindings(cell),
    ...heapFindings(cell),
    ...moduleFindings(cell, cells),
    ...keyFindings(cell),
    ...latencyFindings(cell),
    ...(isCarrying ? [] : fits),
  ];
  return [
    ...outcomeFindings(cell, nodeMajor).map((sentence) => finding(index, 'problem', sentence)),
    ...notes
      .toSorted((a, b) => Number(b.weight === 'problem') - Number(a.weight === 'problem'))
      .map(({ weight, sentence }) => finding(index, weight, sentence)),
  ];
}

/**
 * The findings of a run for its first screen: every problem, then the most important finding of
 * every cell that has none, swelling before the rest, each by the share of its limit that the cell takes.
 *
 * @param byCell the findings of every cell
 * @param shares of its limit that each cell takes; without them findings stay in the order of the cells
 */
export function leadingFindings(
  byCell: readonly (readonly RunFinding[])[],
  shares: readonly number[] = [],
): readonly RunFinding[] {
  const ranked = (findings: readonly RunFinding[]): readonly RunFinding[] =>
    findings.toSorted((a, b) => (shares[b.cell] ?? 0) - (shares[a.cell] ?? 0));
  const problems = byCell.flat().filter(({ weight }) => weight === 'problem');
  const others = byCell
    .filter((findings) => findings.every(({ weight }) => weight !== 'problem'))
    .flatMap((findings) => findings.slice(0, 1));
  return [
    ...ranked(problems),
    ...ranked(others.filter(({ weight }) => weight === 'swelling')),
    ...ranked(others.filter(({ weight }) => weight === 'note')),
  ];
}

function finding(cell: number, weight: RunFinding['weight'], sentence: string): RunFinding {
  return { cell, weight, sentence };
}

import { nodeMajorOf } from '../../../lab/record/environment.ts';
import type { RunRecord } from '../../../lab/record/run-record.ts';
import { findingsOfCell, leadingFindings } from '../../../report/run/findings/findings.ts';
import {
  fullestOf,
  fullnessOf,
  headlineOf,
  headlinePart,
  shareOf,
} from '../../../report/run/findings/headline.ts';
import { terminalText } from '../terminal-text.ts';

/** Beside all problems, so many findings are printed; the report has all. */
const mostFindings = 8;

/**
 * The answer of a run in words: how many cells fit, then what was found, by its share of the limit.
 *
 * @returns lines without an end
 */
export function runAnswer({ cells, environment }: RunRecord): readonly string[] {
  const byCell = cells.map((cell, index) =>
    findingsOfCell(cell, index, cells, nodeMajorOf(environment)),
  );
  const fullness = cells.map(fullnessOf);
  const leading = leadingFindings(byCell, fullness.map(shareOf));
  const problems = leading.filter(({ weight }) => weight === 'problem').length;
  const shown = leading.slice(0, Math.max(mostFindings, problems));
  const fullest = fullestOf(fullness);
  const left = leading.length - shown.length;
  return [
    `${headlineOf(cells.map(headlinePart))}.${fullest === null ? '' : ` ${fullest}.`}`,
    '',
    ...shown.map(({ cell, sentence }) => `${cells[cell]?.cell.id ?? ''} ${sentence}.`),
    ...(left === 0 ? [] : [`${left} more findings are in the report.`]),
  ].map(terminalText);
}

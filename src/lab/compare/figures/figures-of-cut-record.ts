import { parseJson } from '../../../base/primitives/input/parse-json.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { CheckedField } from '../../record/checked-field.ts';
import { isHeadOfCells } from '../../record/stored/head-of-cells.ts';
import type { CutCell } from '../../record/stored/cut-record.ts';
import { cutRecord } from '../../record/stored/cut-record.ts';
import { cellFigures, countFigures, headFigures } from './figures-of-record.ts';
import type { RawText } from '../../record/stored/raw-text.ts';
import type { KnownCounts } from './known-counts.ts';
import type { CellFigures, CountFigures, RunFigures } from './run-figures.ts';

/** Lists and objects around a cell, and around the counts of a process. */
const cellDepth = 2;
const countsDepth = 5;

/**
 * The figures of a record in the layout in which it is written, a cell at a time: memory is what reading
 * one takes most of.
 *
 * @returns `null` for any other document, and for one of which something is wrong: whoever parses it
 *   whole finds what
 */
export function figuresOfCutRecord(
  { bytes }: Pick<RawText, 'bytes'>,
  known: KnownCounts,
): RunFigures | null {
  if (bytes === null) return null;
  const cut = cutRecord(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (cut === null) return null;
  try {
    const head = parseJson(cut.rest, '');
    if (!isHeadOfCells(head, cut.cells.length)) return null;
    const cells: CellFigures[] = [];
    for (const cell of cut.cells) {
      const figures = figuresOfCut(cell, known);
      if (figures === null) return null;
      cells.push(figures);
    }
    return { ...headFigures(new CheckedField(head, '')), cells };
  } catch (error) {
    if (error instanceof SandboxError) return null;
    throw error;
  }
}

function figuresOfCut({ rest, counts }: CutCell, known: KnownCounts): CellFigures | null {
  let taken = 0;
  const countsOf = (field: CheckedField): CountFigures => {
    const bytes = counts[field.count()];
    if (bytes === undefined) throw field.refuse('the place of counts');
    taken += 1;
    return known.of(bytes, () =>
      countFigures(new CheckedField(parseJson(bytes.toString('utf8'), '', countsDepth), '')),
    );
  };
  const cell = cellFigures(new CheckedField(parseJson(rest, '', cellDepth), ''), countsOf);
  // Counts elsewhere than in an exact process are none.
  return taken === counts.length ? cell : null;
}

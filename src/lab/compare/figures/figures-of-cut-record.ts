import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { CheckedField } from '../../record/checked-field.ts';
import { isHeadOfCells } from '../../record/stored/head-of-cells.ts';
import { type CutCell, cutRecord, roomsFor } from '../../record/stored/cut-record.ts';
import {
  cellFigures,
  type CellReaders,
  countFigures,
  headFigures,
  plainHistogram,
} from './figures-of-record.ts';
import { latencyOfLists, type ListHistogram } from './latency-of-lists.ts';
import type { Pieces, RawText } from '../../record/stored/raw-text.ts';
import type { KnownCounts } from './known-counts.ts';
import type { CellFigures, CountFigures, LatencyFigures, RunFigures } from './run-figures.ts';

/**
 * The figures of a record in one document, a cell at a time: memory is what reading one takes most of.
 *
 * @returns `null` for what is none, and for one of which something is wrong: whoever parses it whole finds
 *   what
 */
export function figuresOfCutRecord(
  { pieces }: Pick<RawText, 'pieces'>,
  known: KnownCounts,
): RunFigures | null {
  if (pieces === null) return null;
  for (const room of roomsFor(pieces)) {
    const figures = figuresWithin(room, pieces, known);
    if (figures !== null) return figures;
  }
  return null;
}

function figuresWithin(room: number, pieces: Pieces, known: KnownCounts): RunFigures | null {
  const cells: CellFigures[] = [];
  try {
    const rest = cutRecord(pieces, room, (cell) => {
      cells.push(figuresOfCut(cell, known));
    });
    const head = rest === null ? null : parsed(rest);
    if (!isHeadOfCells(head, cells.length)) return null;
    return { ...headFigures(new CheckedField(head, '')), cells };
  } catch (error) {
    if (error instanceof SandboxError) return null;
    throw error;
  }
}

/** Without `parseJson`, whose bounds were kept when the record was cut. */
function parsed(part: string): unknown {
  try {
    return JSON.parse(part);
  } catch (cause) {
    throw new SandboxError('input', 'it is no JSON', { cause });
  }
}

function figuresOfCut(cut: CutCell, known: KnownCounts): CellFigures {
  const field = new CheckedField(parsed(cut.rest), '');
  const parts = new PartsOfCut(cut, known);
  const cell = cellFigures(field, parts);
  // Parts elsewhere than where they are read are none.
  if (parts.counts === cut.counts.length && parts.histograms === cut.histograms) return cell;
  throw field.refuse('a cell');
}

/** Reads the parts of a cell where they were put, and counts them. */
class PartsOfCut implements CellReaders {
  readonly #cut: CutCell;
  readonly #known: KnownCounts;
  counts = 0;
  histograms = 0;

  constructor(cut: CutCell, known: KnownCounts) {
    this.#cut = cut;
    this.#known = known;
  }

  readonly countsOf = (field: CheckedField): CountFigures => {
    const bytes = this.#cut.counts[field.count()];
    if (bytes === undefined) throw field.refuse('the place of counts');
    this.counts += 1;
    return this.#known.of(bytes, () =>
      countFigures(new CheckedField(parsed(bytes.toString('utf8')), '')),
    );
  };

  readonly latencyOf = (field: CheckedField): LatencyFigures =>
    latencyOfLists(
      this.#cut.lists,
      ['normal', 'evacuating', 'growing'].map((name) => this.#histogramOf(field.at(name))),
    );

  #histogramOf(field: CheckedField): ListHistogram {
    this.histograms += 1;
    return { list: field.at('counts').count(), ...plainHistogram(field) };
  }
}

import { CheckedField } from '../../record/checked-field.ts';
import { parseVersioned } from '../../../base/schema/parse-document.ts';
import { recordKind, recordVersion } from '../../record/run-record.ts';
import { openRaw } from '../../record/stored/raw-record.ts';
import { figuresOfCutRecord } from './figures-of-cut-record.ts';
import { KnownCounts } from './known-counts.ts';
import { figuresOfParts, figuresOfRecord } from './figures-of-record.ts';
import type { RunFigures } from './run-figures.ts';

/**
 * Reads of a record what is compared, a cell at a time.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where; `invalid` for one
 *   in lines that was changed after it had been written
 * @param known counts of runs that were read before
 */
export async function readRunFigures(
  path: string,
  known: KnownCounts = new KnownCounts(),
): Promise<RunFigures> {
  const raw = await openRaw(path);
  if (raw.kind === 'parts') return await figuresOfParts(raw);
  const figures = figuresOfCutRecord(raw, known);
  return figures ?? parseRunFigures(raw.text, path);
}

/** The same of a record in one document. @param where what the messages name, usually the file */
export function parseRunFigures(text: string, where: string): RunFigures {
  const document = { name: 'mapswell record', kind: recordKind, version: recordVersion };
  return figuresOfRecord(new CheckedField(parseVersioned(text, where, document), where));
}

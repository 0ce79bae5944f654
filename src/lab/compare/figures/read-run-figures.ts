import { CheckedField } from '../../record/checked-field.ts';
import { parseVersioned } from '../../../base/schema/parse-document.ts';
import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { recordKind, recordVersion } from '../../record/run-record.ts';
import { figuresOfRecord } from './figures-of-record.ts';
import type { RunFigures } from './run-figures.ts';

/**
 * Reads of a record what is compared.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export function readRunFigures(path: string): RunFigures {
  return parseRunFigures(readInputText(path), path);
}

/** @param where what the messages name, usually the file */
export function parseRunFigures(text: string, where: string): RunFigures {
  const document = { name: 'mapswell record', kind: recordKind, version: recordVersion };
  return figuresOfRecord(new CheckedField(parseVersioned(text, where, document), where));
}

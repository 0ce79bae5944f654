import { CheckedField } from '../../record/checked-field.ts';
import { parseVersioned } from '../../../base/schema/parse-document.ts';
import { baselineKind, baselineVersion, type Baseline } from './baseline.ts';
import { figuresOfBaseline } from './figures-of-baseline.ts';

/**
 * Turns the text of a baseline into the baseline.
 *
 * @param where what the messages name, usually the file
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, no baseline, one of another
 *   version, or has a figure that it must not have
 */
export function parseBaseline(text: string, where: string): Baseline {
  const document = { name: 'mapswell baseline', kind: baselineKind, version: baselineVersion };
  return figuresOfBaseline(new CheckedField(parseVersioned(text, where, document), where));
}

import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { recordKind } from '../../record/run-record.ts';
import type { ComparedRuns } from '../compared-runs.ts';
import { parseBaseline } from './parse-baseline.ts';
import { parseRunFigures } from '../figures/read-run-figures.ts';

/**
 * What runs are compared with: a baseline with its two batches and acceptances, or a plain
 * record, which is a single batch.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export function readBaseline(path: string): Pick<ComparedRuns, 'baseline' | 'acceptances'> {
  return readBaselineText(readInputText(path), path);
}

/** @param where what the messages name, usually the file */
export function readBaselineText(
  text: string,
  where: string,
): Pick<ComparedRuns, 'baseline' | 'acceptances'> {
  if (looksLikeRecord(text)) {
    return { baseline: [parseRunFigures(text, where)], acceptances: [] };
  }
  const { batches, acceptances } = parseBaseline(text, where);
  return { baseline: batches, acceptances };
}

/** Parsed once only: a record is large, and both kinds say what they are in one place. */
function looksLikeRecord(text: string): boolean {
  return new RegExp(String.raw`"kind"\s*:\s*"${recordKind}"`).test(text);
}

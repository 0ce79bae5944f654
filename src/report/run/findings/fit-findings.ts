import { cellFit } from '../../../lab/record/figures/cell-fit.ts';
import { fitSentence } from '../../../lab/record/figures/fit-sentence.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import type { WeightedSentence } from './run-finding.ts';

/**
 * Whether the process of a service with this map fits, where there is more to say than that its
 * table does.
 */
export function fitFindings(record: CellRecord, nodeMajor: number): readonly WeightedSentence[] {
  const fit = cellFit(record, nodeMajor);
  if (fit === null) return [];
  if (fit.verdict === 'does not fit')
    return [{ weight: 'problem', sentence: `as a whole process ${fitSentence(fit)}` }];
  if (record.cell.payload === undefined && fit.unknown.length === 0) return [];
  const subject = fit.verdict === 'fits' ? '' : 'answers for its table only: ';
  return [{ weight: 'note', sentence: `${subject}${fitSentence(fit)}` }];
}

import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { formatNs, formatTimes } from '../figures/format-figure.ts';
import { moduleMedians } from '../figures/module-medians.ts';
import { nativeBeside } from '../figures/same-work.ts';
import type { WeightedSentence } from './run-finding.ts';

/** What a map of the user's own takes of the heap and of the collector, beside `Map`. */
export function moduleFindings(
  record: CellRecord,
  cells: readonly CellRecord[],
): readonly WeightedSentence[] {
  const own = record.cell.target === 'module' ? moduleMedians(record) : null;
  if (own === null) return [];
  const pause =
    own.pauseMaxNs === null
      ? ''
      : `, and stops for ${formatNs(own.pauseMaxNs)} at most to collect garbage`;
  const native = nativeBeside(record, cells);
  const map = native === null ? null : moduleMedians(native);
  const held = `${formatBytes(own.heapBytes)} of heap`;
  const beside =
    map === null || map.heapBytes === 0
      ? `takes ${held}`
      : `takes ${held}, ${formatTimes(own.heapBytes / map.heapBytes)} the ${formatBytes(map.heapBytes)} of Map`;
  return [{ weight: 'note', sentence: `${beside}${pause}` }];
}

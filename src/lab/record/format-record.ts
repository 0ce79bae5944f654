import { formatDocument } from './format-document.ts';
import type { RunRecord } from './run-record.ts';

/**
 * A record as text: the same record gives the same bytes.
 *
 * @throws RangeError naming the path of a figure that is no finite number
 */
export function formatRecord(record: RunRecord): string {
  return formatDocument(record);
}

import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { TableCapacity } from '../../../maps/model/plan/table-capacity.ts';

/** The answer of a model of size alone, in sentences. */
export function tableCapacityText({
  map,
  limitBytes,
  counted,
  entries,
  reason,
  bytesHeld,
  peakBytes,
  growths,
}: TableCapacity): string {
  const end = reason === null ? '' : `; what ends it: ${reason}`;
  const times = growths === 1 ? 'growth' : 'growths';
  return [
    `${formatCount(entries)} entries fit into ${formatLimitBytes(limitBytes)} with ${map}, the table alone${end}`,
    `Holds ${formatBytes(bytesHeld)} then, ${formatBytes(peakBytes)} at the highest moment on the way, after ${formatCount(growths)} ${times}`,
    `Counted: ${counted}`,
    'Computed by the growth law: no process was filled',
  ]
    .map((sentence) => `${sentence}.\n`)
    .join('');
}

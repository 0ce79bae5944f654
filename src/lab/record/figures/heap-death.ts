import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { planProcess } from '../../../maps/model/plan/plan-process.ts';
import { defaultGoSettings } from '../../../maps/model/runtime/go-settings.ts';
import { payloadRequest } from '../../config/cell-payload.ts';
import type { CellRecord } from '../run-record.ts';

/**
 * Of a cell that died of the heap that V8 takes for itself: how much that was, and with which flag its
 * map would hold more, by the model; empty for others.
 *
 * @param nodeMajor of the Node.js that made the record
 */
export function heapDeath({ cell, exact, rounds }: CellRecord, nodeMajor: number): string {
  const dead = [...exact, ...rounds].find(
    ({ outcome }) => outcome.kind === 'killed' && outcome.by === 'v8-heap',
  );
  if (dead === undefined) return '';
  const { heapLimitBytes } = dead.usage;
  const limitBytes = Math.min(
    cell.limits.memoryBytes,
    dead.limits.memoryBytes.applied ?? cell.limits.memoryBytes,
  );
  const limit = formatLimitBytes(limitBytes);
  const taken =
    heapLimitBytes === undefined
      ? 'the heap that V8 takes for itself is full'
      : `V8 takes ${formatBytes(heapLimitBytes)} of the ${limit} for its heap`;
  if (cell.target !== 'native') return `: ${taken}`;
  // As many inserts as it was to make, though some of them may be of keys that are there.
  const entries = cell.workload.phases.reduce(
    (sum, { mix, operationsPerWriter }) =>
      sum + ((mix.insert ?? 0) > 0 ? operationsPerWriter * cell.workload.writers : 0),
    0,
  );
  const request = {
    ...payloadRequest(cell, nodeMajor),
    entries,
    hint: 0,
    limitBytes,
    go: defaultGoSettings,
    nodeMajor,
    nodeArguments: cell.nodeArguments ?? [],
  };
  const { advice } = planProcess(request, planGrowth(request));
  if (advice === null) return `: ${taken}`;
  const { setting, forecast } = advice;
  const reach = forecast.endedBy === 'all-entries' ? 'would hold' : 'would come to';
  return `: ${taken}; with nodeArguments: '${setting}' it ${reach} ${formatCount(forecast.entries)} entries at ${formatBytes(forecast.peakBytes)} resident`;
}

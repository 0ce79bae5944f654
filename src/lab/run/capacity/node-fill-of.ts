import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { growthSentence } from '../../../maps/model/plan/growth-sentence.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import type { CapacityRequest, SandboxFill } from './capacity.ts';
import type { MeasuredFill } from './process-fill.ts';

/**
 * What a real Node.js process, whose map is never alone, says of how much fits. Pure.
 *
 * @throws SandboxError `invalid` where the time was over before the map was full
 */
export function nodeFillOf(request: CapacityRequest, measured: MeasuredFill): SandboxFill {
  const { map, key, value } = request;
  const { entries } = measured;
  const plan = planGrowth({ map, key, value, entries: Math.max(1, entries) });
  return {
    hint: 0,
    entries,
    end: endText(request, measured),
    endedBy: ends[measured.endedBy],
    bytesHeld: plan.bytesHeld,
    peakBytes: measured.peakBytes,
    stringBytes: 0,
    growths: plan.growthEvents.length,
    totalBytesAllocated: plan.totalBytesAllocated,
    line: measured.line,
  };
}

const ends: Readonly<Record<MeasuredFill['endedBy'], SandboxFill['endedBy']>> = {
  kernel: 'the kernel',
  'v8-heap': 'the heap of V8',
  'over the limit': 'the limit',
  'all entries': 'no more keys',
  'no more keys': 'no more keys',
  'time limit': 'the limit',
};

/** Points of the line of a process lie so far apart, as a share of its entries. */
const lineShare = 0.005;

/** What ended a Node.js process, as the end of a sentence. */
function endText({ map, key, value }: CapacityRequest, fill: MeasuredFill): string {
  const { endedBy, entries } = fill;
  if (endedBy === 'all entries') return 'nothing: all entries are in';
  if (endedBy === 'no more keys')
    return `nothing: there are only ${formatCount(entries)} different keys`;
  if (endedBy === 'time limit')
    throw new SandboxError(
      'invalid',
      `the process did not fill its map in time: it had ${formatCount(entries)} entries`,
    );
  const next = planGrowth({ map, key, value, entries: Math.max(1, entries) }).nextGrowth;
  const isGrowth = next !== null && next.entries - entries <= lineShare * entries + 1;
  const growth = isGrowth ? `, as it ${growthSentence(next)}` : '';
  return `${endingText(fill)}${growth}`;
}

function endingText({ endedBy, heapLimitBytes, peakBytes }: MeasuredFill): string {
  if (endedBy === 'v8-heap')
    return `V8, whose limit of the heap is ${formatBytes(heapLimitBytes ?? 0)}`;
  return endedBy === 'over the limit'
    ? `the limit, which no control group holds here: above ${formatBytes(peakBytes)} resident nothing was counted`
    : `the kernel, at ${formatBytes(peakBytes)} resident`;
}

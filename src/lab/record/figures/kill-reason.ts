import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import type { Outcome } from '../outcome.ts';
import type { ExactRun } from '../run-record.ts';

/** Below this share of its own limit a group was not the one that ran out. */
const nearLimit = 0.95;

/** Who killed a process, and at which limit, by what the process and its groups told. */
export function killReason(
  { signal, by }: Pick<Extract<Outcome, { kind: 'killed' }>, 'signal' | 'by'>,
  { limits, usage }: Pick<ExactRun, 'limits' | 'usage'>,
): string {
  const { applied } = limits.memoryBytes;
  const peakBytes = usage.cgroupPeakBytes ?? usage.peakRssBytes;
  const had = `the process had ${formatBytes(peakBytes)}${applied === null ? '' : ` of ${formatLimitBytes(applied)}`}`;
  if (by === 'v8-heap') {
    const { heapLimitBytes } = usage;
    const limit = heapLimitBytes === undefined ? '' : ` of ${formatBytes(heapLimitBytes)}`;
    return `V8, at the limit${limit} that it took for its own heap, while ${had}`;
  }
  if (by !== 'oom-killer') return `${signal}, by an unknown sender`;
  const { outer } = limits;
  const isOuter = applied !== null && peakBytes < nearLimit * applied;
  if (isOuter && outer?.memoryBytes !== undefined)
    return `the kernel, as the group ${outer.memoryBytes.group} around mapswell was at its limit of ${formatLimitBytes(outer.memoryBytes.limit)}, while ${had}`;
  return applied === null
    ? 'the kernel, as memory had run out'
    : `the kernel, at the limit of ${formatLimitBytes(applied)}`;
}

import { modelFacts } from '../../../maps/model/model-facts.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { growthCurve } from '../../../maps/model/plan/growth-curve.ts';
import { replacementSentence } from '../../../maps/model/plan/replacement-sentence.ts';
import { growthSentence } from '../../../maps/model/plan/growth-sentence.ts';
import { chargedBytes } from '../../../maps/model/size-class.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/format-bytes.ts';
import { formatCount } from '../../../base/primitives/format-count.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { ExactCounts } from '../../record/exact-result.ts';
import { killReason } from '../../record/figures/kill-reason.ts';
import type { LastState, Outcome } from '../../record/outcome.ts';
import type { ExactRun } from '../../record/run-record.ts';
import { runPlannedProcess } from '../run-planned-process.ts';
import type { CapacityRequest, FillPoint, SandboxFill } from './capacity.ts';
import { fillCell, layoutOf } from './fill-cell.ts';

/** Points of a line: more than a screen shows. */
const linePoints = 480;

/**
 * Fills one map in a process of the sandbox until the limit ends it; the map's arena refuses what
 * goes above, so that the insert is exact.
 *
 * @throws SandboxError `invalid` where the process failed or was interrupted
 */
export async function fillSandbox(request: CapacityRequest, hint: number): Promise<SandboxFill> {
  const cell = fillCell(request, hint);
  const result = await runPlannedProcess({ kind: 'exact', cellId: cell.id, repeat: 1 }, 0, {
    cells: new Map([[cell.id, cell]]),
    limits: cell.limits,
    seed: cell.workload.seed,
    signal: request.signal,
    arenaLimitBytes: request.limitBytes,
  });
  if (result === null || result.kind !== 'exact')
    throw new SandboxError('invalid', 'interrupted before the map was full');
  return toFill(request, hint, result.run);
}

function toFill(request: CapacityRequest, hint: number, run: ExactRun): SandboxFill {
  const { counts, outcome } = run;
  const { isString, keyBytes } = layoutOf(request);
  const perKey =
    isString && modelFacts(request.map).runtime === 'go' ? chargedBytes(keyBytes, false) : 0;
  const last = lastOf(outcome);
  const entries = counts?.stats.entries ?? last?.entries ?? 0;
  const { map, key, value } = request;
  // A process that was ended tells no staircase; only that of V8 can be, and it follows a rule.
  const points =
    counts?.staircase ??
    (entries === 0 ? [] : growthCurve({ map, key, value, entries }, Math.min(linePoints, entries)));
  const line = points.map((point) => ({
    entries: point.entries,
    bytes: point.bytesHeld + point.entries * perKey,
  }));
  return {
    hint,
    entries,
    end: endOf(request, run, entries, entries * perKey),
    endedBy: endedBy(outcome),
    bytesHeld: counts?.stats.bytesHeld ?? last?.bytesHeld ?? 0,
    peakBytes: counts?.stats.bytesPeak ?? last?.bytesHeld ?? 0,
    stringBytes: entries * perKey,
    growths: growthsOf(request, counts, entries),
    totalBytesAllocated: counts?.stats.totalBytesAllocated ?? 0,
    line: thinned(line),
  };
}

/** The highest point of every stretch: peaks are what matters. */
function thinned(line: readonly FillPoint[]): readonly FillPoint[] {
  const every = Math.ceil(line.length / linePoints);
  return line.filter((point, index) => {
    const from = index - (index % every);
    const stretch = line.slice(from, from + every);
    const top = stretch.reduce((high, one) => (one.bytes > high.bytes ? one : high), point);
    return top === point && stretch.indexOf(point) === index - from;
  });
}

function lastOf(outcome: Outcome): LastState | null {
  return 'last' in outcome ? outcome.last : null;
}

/** Those that were counted; a process that was ended counted none, but V8's tables follow a rule. */
function growthsOf(
  { map, key, value }: CapacityRequest,
  counts: ExactCounts | null,
  entries: number,
): number | null {
  if (counts !== null)
    return Object.values(counts.stats.growthsByKind).reduce((sum, count) => sum + count, 0);
  if (modelFacts(map).runtime === 'go') return null;
  return planGrowth({ map, key, value, entries }).growthEvents.length;
}

function endedBy(outcome: Outcome): SandboxFill['endedBy'] {
  if (outcome.kind === 'completed') return 'no more keys';
  if (outcome.kind === 'map-full') return 'the map';
  if (outcome.kind !== 'killed') return 'the limit';
  return outcome.by === 'v8-heap' ? 'the heap of V8' : 'the kernel';
}

/** What ended a map, as the end of a sentence. */
function endOf(
  request: CapacityRequest,
  run: ExactRun,
  entries: number,
  stringBytes: number,
): string {
  const { outcome } = run;
  const { limitBytes } = request;
  const limit = formatLimitBytes(limitBytes);
  switch (outcome.kind) {
    case 'completed':
      return `nothing: there are only ${formatCount(entries)} different keys`;
    case 'out-of-memory': {
      const { bytesHeld, bytesRefused, growth } = outcome;
      const strings = stringBytes === 0 ? '' : ` and ${formatBytes(stringBytes)} of strings`;
      if (outcome.operation === 0)
        return `making it: the table for the hint takes ${formatBytes(bytesRefused)}, above ${limit}`;
      if (growth !== null) {
        const bytesDuring = bytesHeld + bytesRefused;
        const event = { ...growth, entries: entries + 1, bytesBefore: bytesHeld, bytesDuring };
        const also = stringBytes === 0 ? '' : `, beside ${formatBytes(stringBytes)} of strings`;
        return `it ${growthSentence(event)}${also}, above ${limit}`;
      }
      return `${formatBytes(bytesRefused)} for ${purposeOf(request, bytesRefused)} at insert ${formatCount(entries + 1)} beside ${formatBytes(bytesHeld)} of the map${strings}, above ${limit}`;
    }
    case 'killed':
      return outcome.by === 'v8-heap' || outcome.by === 'oom-killer'
        ? killReason(outcome, run)
        : failed(killReason(outcome, run));
    case 'map-full':
      return `the map itself, whatever the memory: ${replacementSentence('map')}`;
    case 'failed':
      return failed(outcome.message);
    case 'timed-out':
      return failed(
        `it took more than ${outcome.timeLimitMs / 1000} s, by when it had ${formatCount(entries)} entries`,
      );
    case 'concurrent-map-writes':
    case 'concurrent-map-read-and-map-write':
    case 'invalid':
    case 'skipped':
      return failed(outcome.kind);
  }
}

/** What the refused bytes were for, where it was no doubling of a classic map. */
function purposeOf(request: CapacityRequest, bytesRefused: number): string {
  const { isString, keyBytes } = layoutOf(request);
  if (isString && bytesRefused <= chargedBytes(keyBytes, false)) return 'the bytes of a key';
  return modelFacts(request.map).family === 'classic'
    ? 'an overflow bucket or an entry'
    : 'a table that grows or splits';
}

function failed(why: string): never {
  throw new SandboxError('invalid', `the sandbox did not fill the map: ${why}`);
}

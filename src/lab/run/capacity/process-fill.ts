import { literal, number, object, string, union, type ZodType } from 'zod';
import type { SizeDistribution } from '../../../maps/model/payload/size-distribution.ts';
import { equalShares } from '../../../maps/model/payload/size-distribution.ts';
import { firstLine } from '../../../base/primitives/lines.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import {
  type ChildResult,
  runChild,
  type RunChildOptions,
} from '../../sandbox/child/start-child.ts';
import type { LimitState } from '../../sandbox/limits/limit-report.ts';

/** A point of a line of bytes against entries. */
export interface FillPoint {
  readonly entries: number;
  readonly bytes: number;
}

/** What one process is to do with its map. */
export interface ProcessFillTask {
  readonly limitBytes: number;
  /** Entries to write at most. */
  readonly entries: number;
  /** Entries to keep: with each one written beyond, the oldest is deleted. `null` = all. */
  readonly live: number | null;
  readonly keySizes: SizeDistribution | null;
  readonly valueSizes: SizeDistribution | null;
  /** Whether to collect the garbage at the end and weigh what is left. @default false */
  readonly weighs?: boolean;
  /** CPUs that it may use. @default 2 */
  readonly cpus?: number;
  readonly signal: AbortSignal;
}

/** How a real process filled its map. */
export interface MeasuredFill {
  /** Of its runtime, as in `go1.22.12` or `v24.21.0`. */
  readonly version: string;
  /** Entries in the map when it was last heard of. */
  readonly entries: number;
  /** The most that was resident: by its group where there is one, else as the process said. */
  readonly peakBytes: number;
  readonly endedBy:
    'kernel' | 'v8-heap' | 'over the limit' | 'all entries' | 'no more keys' | 'time limit';
  readonly memory: LimitState;
  readonly line: readonly FillPoint[];
  /** After a collection: what the heap holds, and what lies beside it; `null` where not weighed. */
  readonly weighed: { readonly heapBytes: number; readonly offHeapBytes: number } | null;
  /** What V8 says is the limit of its heap; `null` for Go, which has none. */
  readonly heapLimitBytes: number | null;
  readonly wallMs: number;
}

/** Points of the line from nothing to where the map ends. */
export const fillSteps = 512;
/** Sizes that stand for a distribution. */
const shares = 1024;
const timeLimitMs = 600_000;

/** What a process says on the way, and at the end. */
export interface FillState {
  readonly kind: 'fill' | 'filled';
  readonly entries: number;
  readonly rssBytes: number;
  readonly version: string;
  readonly heapLimitBytes?: number | undefined;
  readonly heapBytes?: number | undefined;
  readonly offHeapBytes?: number | undefined;
}

const stateSchema: ZodType<FillState> = object({
  kind: union([literal('fill'), literal('filled')]),
  entries: number(),
  rssBytes: number(),
  version: string(),
  heapLimitBytes: number().optional(),
  heapBytes: number().optional(),
  offHeapBytes: number().optional(),
});

/** What a program needs to draw sizes. */
export function sizesOf(sizes: SizeDistribution | null): readonly number[] {
  return sizes === null ? [] : equalShares(sizes, shares);
}

/**
 * Runs a program that fills a map, inside a group whose limit is the whole of `limitBytes`, until it
 * dies or is through.
 *
 * @throws SandboxError `environment` when it fails by itself, `invalid` when interrupted
 */
export async function fillInProcess(
  task: ProcessFillTask,
  child: Pick<
    RunChildOptions,
    'modulePath' | 'isProgram' | 'nodeProgram' | 'nodeArguments' | 'env'
  >,
  job: Readonly<Record<string, unknown>>,
): Promise<MeasuredFill> {
  const states: FillState[] = [];
  const result = await runChild({
    ...child,
    job: {
      ...job,
      entries: task.entries,
      step: Math.max(1, Math.round(task.entries / fillSteps)),
      live: task.live,
      keySizes: sizesOf(task.keySizes),
      valueSizes: sizesOf(task.valueSizes),
      collect: task.weighs === true,
    },
    limits: { memoryBytes: task.limitBytes, cpus: task.cpus ?? 2 },
    timeLimitMs,
    signal: task.signal,
    onMessage: (message) => {
      states.push(stateSchema.parse(message));
    },
  });
  return measuredFillOf(task, states, result);
}

/** A process that said nothing yet. */
const silent: FillState = { kind: 'fill', entries: 0, rssBytes: 0, version: '' };

/**
 * How a process filled its map, by what it said and how it ended. Where no control group holds the
 * limit, it ends with the last state below it: what came after is no part of the answer. Pure.
 *
 * @throws SandboxError `environment` when it failed by itself, `invalid` when interrupted
 */
export function measuredFillOf(
  task: Pick<ProcessFillTask, 'limitBytes' | 'entries' | 'live'>,
  states: readonly FillState[],
  result: Pick<ChildResult, 'ending' | 'limits' | 'usage' | 'stderrTail'>,
): MeasuredFill {
  const isHeld = result.limits.memoryBytes.mechanism.startsWith('cgroup');
  const over = isHeld ? -1 : states.findIndex(({ rssBytes }) => rssBytes > task.limitBytes);
  const within = over === -1 ? states : states.slice(0, over);
  const last = within.at(-1) ?? silent;
  const endedBy = over === -1 ? endOf(result, last, task) : 'over the limit';
  const peakSaid = within.reduce((high, { rssBytes }) => Math.max(high, rssBytes), 0);
  const { heapBytes, offHeapBytes = 0 } = last;
  return {
    version: last.version,
    entries: last.entries,
    peakBytes: isHeld ? (result.usage.cgroupPeakBytes ?? peakSaid) : peakSaid,
    endedBy,
    memory: result.limits.memoryBytes,
    line: within.map(({ entries, rssBytes }) => ({ entries, bytes: rssBytes })),
    weighed: heapBytes === undefined ? null : { heapBytes, offHeapBytes },
    heapLimitBytes: last.heapLimitBytes ?? null,
    wallMs: result.usage.wallMs,
  };
}

function endOf(
  { ending, stderrTail }: Pick<ChildResult, 'ending' | 'stderrTail'>,
  last: FillState,
  { limitBytes, entries, live }: Pick<ProcessFillTask, 'limitBytes' | 'entries' | 'live'>,
): MeasuredFill['endedBy'] {
  if (last.kind === 'filled') {
    if (last.entries >= (live ?? entries)) return 'all entries';
    // Keys that come again are no new entries.
    return last.rssBytes > limitBytes ? 'over the limit' : 'no more keys';
  }
  const by = ending.kind === 'killed' ? ending.by : ending.kind;
  if (by === 'oom-killer') return 'kernel';
  if (by === 'v8-heap') return 'v8-heap';
  if (by === 'time-limit') return 'time limit';
  throw new SandboxError(
    by === 'interrupt' ? 'invalid' : 'environment',
    `the program did not fill its map (${ending.kind}): ${firstLine(stderrTail)}`,
  );
}

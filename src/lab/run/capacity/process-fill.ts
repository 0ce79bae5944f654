import { literal, number, object, string, union } from 'zod';
import type { SizeDistribution } from '../../../maps/model/payload/size-distribution.ts';
import { equalShares } from '../../../maps/model/payload/size-distribution.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
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
  readonly endedBy: 'kernel' | 'v8-heap' | 'over the limit' | 'all entries' | 'time limit';
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

const stateSchema = object({
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
  const line: FillPoint[] = [];
  let version = '';
  let isFilled = false;
  let heapLimitBytes: number | null = null;
  let weighed: MeasuredFill['weighed'] = null;
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
      const state = stateSchema.parse(message);
      version = state.version;
      heapLimitBytes = state.heapLimitBytes ?? null;
      isFilled ||= state.kind === 'filled';
      line.push({ entries: state.entries, bytes: state.rssBytes });
      if (state.heapBytes !== undefined)
        weighed = { heapBytes: state.heapBytes, offHeapBytes: state.offHeapBytes ?? 0 };
    },
  });
  const last = line.at(-1) ?? { entries: 0, bytes: 0 };
  const wanted = task.live ?? task.entries;
  const peakSaid = line.reduce((high, { bytes }) => Math.max(high, bytes), 0);
  return {
    version,
    entries: last.entries,
    peakBytes: result.usage.cgroupPeakBytes ?? peakSaid,
    endedBy: endOf(result, isFilled, last.entries >= wanted),
    memory: result.limits.memoryBytes,
    line,
    weighed,
    heapLimitBytes,
    wallMs: result.usage.wallMs,
  };
}

function endOf(
  { ending, stderrTail }: ChildResult,
  isFilled: boolean,
  hasAll: boolean,
): MeasuredFill['endedBy'] {
  if (isFilled) return hasAll ? 'all entries' : 'over the limit';
  if (ending.kind === 'killed' && ending.by === 'oom-killer') return 'kernel';
  if (ending.kind === 'killed' && ending.by === 'v8-heap') return 'v8-heap';
  if (ending.kind === 'killed' && ending.by === 'time-limit') return 'time limit';
  const said = stderrTail.trim().split('\n')[0] ?? '';
  throw new SandboxError(
    ending.kind === 'killed' && ending.by === 'interrupt' ? 'invalid' : 'environment',
    `the program did not fill its map (${ending.kind}): ${said}`,
  );
}

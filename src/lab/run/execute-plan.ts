import { trace } from '../../base/primitives/errors/debug-trace.ts';
import type { FilePlace } from '../../base/primitives/input/open-files.ts';
import type { Outcome } from '../record/outcome.ts';
import { inLanes } from './in-lanes.ts';
import { endEstimateMs, processEstimate } from './plan/estimate-process.ts';
import type { Journal } from './journal/journal.ts';
import { type PlannedProcess, processKey } from './plan/planned-process.ts';
import type { ProcessResult } from './journal/process-result.ts';
import { RemainingTime } from './plan/remaining-time.ts';
import { type ProcessContext, runPlannedProcess } from './run-planned-process.ts';
import type { RunProgress } from './run-progress.ts';

/** One process of a plan, and its place in the whole of it. */
export interface PlannedStep {
  readonly planned: PlannedProcess;
  readonly position: number;
}

/** What executing a plan needs. */
export interface Execution {
  readonly plan: readonly PlannedStep[];
  readonly context: ProcessContext;
  readonly journal: Journal;
  /** Where results stand that the journal held already, by key. */
  readonly resumed: ReadonlyMap<string, FilePlace>;
  /** How many exact processes run at a time; timed ones always run alone. */
  readonly exactLanes: number;
  readonly onProgress: (progress: RunProgress) => void;
}

interface Step extends PlannedStep {
  readonly key: string;
}

/**
 * Runs the processes of a plan, each result on disk before the next of its lane starts: the exact
 * ones beside each other, then the timed ones one after the other.
 *
 * @returns where all results stand in the journal, by key; fewer than planned where it was interrupted.
 *   None is held: they would stand beside what is measured
 * @throws SandboxError `output` when the journal can no longer be written
 */
export async function executePlan(execution: Execution): Promise<ReadonlyMap<string, FilePlace>> {
  const { plan, resumed, exactLanes, onProgress } = execution;
  trace('run', () => `${plan.length} processes, ${resumed.size} done before, ${exactLanes} lanes`);
  const steps = plan.map(({ planned, position }) => ({
    planned,
    position,
    key: processKey(planned),
  }));
  const results = new Map(resumed);
  const left = steps.filter(({ key }) => !resumed.has(key));
  const remaining = new RemainingTime(exactLanes, processEstimate(execution.context.cells));
  onProgress({
    kind: 'planned',
    processes: plan.length,
    resumed: resumed.size,
    estimateMs:
      left.length === 0
        ? 0
        : remaining.estimateMs(left.map(({ planned }) => planned)) +
          endEstimateMs(execution.context.cells.size),
  });
  const run = (step: Step): Promise<void> => runStep(execution, step, results, left, remaining);
  await inLanes(left.filter(isExact), exactLanes, run);
  await inLanes(
    left.filter((step) => !isExact(step)),
    1,
    run,
  );
  const ofPlan = steps.flatMap(({ key }) => {
    const place = results.get(key);
    return place === undefined ? [] : [[key, place] as const];
  });
  return new Map(ofPlan);
}

function isExact({ planned }: Step): boolean {
  return planned.kind === 'exact';
}

async function runStep(
  { context, journal, onProgress }: Execution,
  { planned, position, key }: Step,
  results: Map<string, FilePlace>,
  left: readonly Step[],
  remaining: RemainingTime,
): Promise<void> {
  if (context.signal.aborted) return;
  trace('run', () => `${key} starts`);
  onProgress({ kind: 'started', process: planned, done: results.size });
  journal.append({ event: 'started', key, at: new Date().toISOString() });
  const startedMs = performance.now();
  const result = await runPlannedProcess(planned, position, context);
  if (result === null) return;
  const at = new Date().toISOString();
  results.set(key, journal.append({ event: 'finished', key, at, result }));
  const elapsedMs = performance.now() - startedMs;
  remaining.add(planned, elapsedMs);
  trace(
    'run',
    () => `${key} ended: ${JSON.stringify(outcomeOf(result))}, ${Math.round(elapsedMs)} ms`,
  );
  onProgress({
    kind: 'finished',
    process: planned,
    outcome: outcomeOf(result),
    done: results.size,
    elapsedMs,
    remainingMs: remaining.estimateMs(
      left.filter((step) => !results.has(step.key)).map((step) => step.planned),
    ),
  });
}

function outcomeOf(result: ProcessResult): Outcome {
  return result.run.outcome;
}

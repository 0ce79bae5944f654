import type { Outcome } from '../record/outcome.ts';
import type { Journal } from './journal.ts';
import { type PlannedProcess, processKey } from './planned-process.ts';
import type { ProcessResult } from './process-result.ts';
import { RemainingTime } from './remaining-time.ts';
import { type ProcessContext, runPlannedProcess } from './run-planned-process.ts';
import type { RunProgress } from './run-progress.ts';

/** What executing a plan needs. */
export interface Execution {
  readonly plan: readonly PlannedProcess[];
  readonly context: ProcessContext;
  readonly journal: Journal;
  /** Results that the journal held already, by key. */
  readonly resumed: ReadonlyMap<string, ProcessResult>;
  readonly onProgress: (progress: RunProgress) => void;
}

/**
 * Runs the processes of a plan one after the other, each result on disk before the next starts.
 *
 * @returns all results in the order of the plan; fewer than planned where it was interrupted
 * @throws SandboxError `output` when the journal can no longer be written
 */
export async function executePlan(execution: Execution): Promise<readonly ProcessResult[]> {
  const { plan, context, journal, resumed, onProgress } = execution;
  const results: ProcessResult[] = [];
  const remaining = new RemainingTime();
  onProgress({ kind: 'planned', processes: plan.length, resumed: resumed.size });
  for (const [position, planned] of plan.entries()) {
    const known = resumed.get(processKey(planned));
    if (known !== undefined) {
      results.push(known);
      continue;
    }
    if (context.signal.aborted) continue;
    onProgress({ kind: 'started', process: planned, done: results.length });
    const key = processKey(planned);
    journal.append({ event: 'started', key, at: new Date().toISOString() });
    const startedMs = performance.now();
    const result = await runPlannedProcess(planned, position, context);
    if (result === null) continue;
    journal.append({ event: 'finished', key, at: new Date().toISOString(), result });
    results.push(result);
    const elapsedMs = performance.now() - startedMs;
    remaining.add(planned, elapsedMs);
    onProgress({
      kind: 'finished',
      process: planned,
      outcome: outcomeOf(result),
      done: results.length,
      elapsedMs,
      remainingMs: remaining.estimateMs(
        plan.slice(position + 1).filter((left) => !resumed.has(processKey(left))),
      ),
    });
  }
  return results;
}

function outcomeOf(result: ProcessResult): Outcome {
  return result.run.outcome;
}

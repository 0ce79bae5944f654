import { defined } from '../../../base/primitives/defined.ts';
import { processEstimate } from '../plan/estimate-process.ts';
import type { Journal } from '../journal/journal.ts';
import { processKey } from '../plan/planned-process.ts';
import type { ProcessResult } from '../journal/process-result.ts';
import { RemainingTime } from '../plan/remaining-time.ts';
import type { RunHeader } from '../journal/run-header.ts';
import type { RunProgress } from '../run-progress.ts';
import { type ProcessContext, runPlannedProcess } from '../run-planned-process.ts';
import type { AbSides } from './ab-side.ts';
import type { AbArm, AbPlanned } from './plan-ab.ts';

/** What executing an A/B plan needs. */
export interface AbExecution {
  readonly plan: readonly AbPlanned[];
  readonly arms: Readonly<Record<AbArm, RunHeader>>;
  readonly sides: AbSides;
  readonly journals: ReadonlyMap<AbArm, Journal>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/** A result, and whose it is. */
export interface AbProcessResult {
  readonly arms: AbPlanned['arms'];
  readonly result: ProcessResult;
}

/**
 * Runs the processes of an A/B plan one after the other.
 *
 * @returns all results in the order of the plan; fewer than planned where it was interrupted
 * @throws SandboxError `output` when a journal can no longer be written
 */
export async function executeAb(execution: AbExecution): Promise<readonly AbProcessResult[]> {
  const { plan, signal, onProgress } = execution;
  const contexts = { base: contextOf(execution, 'base'), head: contextOf(execution, 'head') };
  const results: AbProcessResult[] = [];
  const remaining = new RemainingTime(
    1,
    processEstimate(new Map([...contexts.base.cells, ...contexts.head.cells])),
  );
  const estimateMs = remaining.estimateMs(plan.map(({ process }) => process));
  onProgress({ kind: 'planned', processes: plan.length, resumed: 0, estimateMs });
  for (const [position, { arms, process }] of plan.entries()) {
    if (signal.aborted) break;
    onProgress({ kind: 'started', process, done: results.length });
    const startedMs = performance.now();
    const context = arms[0].startsWith('base') ? contexts.base : contexts.head;
    const result = await runPlannedProcess(process, position, context);
    if (result === null) break;
    const at = new Date().toISOString();
    for (const arm of arms)
      execution.journals
        .get(arm)
        ?.append({ event: 'finished', key: processKey(process), at, result });
    results.push({ arms, result });
    const elapsedMs = performance.now() - startedMs;
    remaining.add(process, elapsedMs);
    onProgress({
      kind: 'finished',
      process,
      outcome: result.run.outcome,
      done: results.length,
      elapsedMs,
      remainingMs: remaining.estimateMs(plan.slice(position + 1).map((left) => left.process)),
    });
  }
  return results;
}

function contextOf({ arms, sides, signal }: AbExecution, side: 'base' | 'head'): ProcessContext {
  const { cells, configuration } = arms[side === 'base' ? 'base-1' : 'head-1'];
  const { cellProcess } = sides[side];
  return {
    cells: new Map(cells.map((cell) => [cell.id, cell])),
    limits: configuration.limits,
    seed: configuration.seed,
    signal,
    ...defined({ cellProcess }),
  };
}

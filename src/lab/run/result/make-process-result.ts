import { defined } from '../../../base/primitives/defined.ts';
import { lastLine } from '../../../base/primitives/lines.ts';
import type { LastState, Outcome } from '../../record/outcome.ts';
import type { ExactRun } from '../../record/run-record.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import type { ProcessUsage } from '../../sandbox/machine/process-usage.ts';
import type { ChildEnding } from '../../sandbox/child/child-ending.ts';
import type { ChildResult } from '../../sandbox/child/start-child.ts';
import { lateStart } from '../../subjects/http/generator-part.ts';
import type { FinalMessage } from '../../subjects/read-cell-message.ts';
import type { PlannedProcess } from '../plan/planned-process.ts';
import type { ProcessResult } from '../journal/process-result.ts';

/** A child that has ended, with what it said. */
export interface EndedProcess {
  readonly planned: PlannedProcess;
  readonly position: number;
  readonly child: ChildResult;
  /** The message with its result; `null` where it did not get that far. */
  readonly final: FinalMessage | null;
  readonly last: LastState | null;
  readonly timeLimitMs: number;
  readonly arenaLimit: number | null;
  /** Says why a rate could not be kept, as the rest of a sentence. */
  readonly late?: (doubtful: TimedMeasurement, usage: ProcessUsage) => string;
}

/** The result of a process, whatever became of it. */
export function makeProcessResult(ended: EndedProcess): ProcessResult {
  const { planned, final } = ended;
  const outcome = outcomeOf(ended);
  const shared = {
    outcome,
    limits: ended.child.limits,
    arenaLimitBytes: ended.arenaLimit,
    usage: ended.child.usage,
  };
  switch (planned.kind) {
    case 'exact':
      return {
        kind: 'exact',
        cellId: planned.cellId,
        repeat: planned.repeat,
        run: {
          ...shared,
          counts: final?.kind === 'exact' ? final.counts : null,
          ...besideCounts(final),
        },
      };
    case 'timed':
      return {
        kind: 'timed',
        cellId: planned.cellId,
        run: {
          ...shared,
          round: planned.round,
          position: ended.position,
          measurement: final?.kind === 'timed' ? final.measurement : null,
          ...doubtfulOf(final),
        },
        ...(final?.kind === 'timed' && final.part !== undefined ? { part: final.part } : {}),
      };
    case 'yardstick':
      return {
        kind: 'yardstick',
        run: {
          round: planned.round,
          position: ended.position,
          outcome,
          operationsPerSecond: final?.kind === 'yardstick' ? final.operationsPerSecond : null,
        },
      };
  }
}

/** What one process of a cell finds beside its counts. */
function besideCounts(final: FinalMessage | null): Pick<ExactRun, 'heap' | 'keys'> {
  if (final?.kind !== 'exact') return {};
  const { heap, keys } = final;
  return defined({ heap, keys });
}

function doubtfulOf(final: FinalMessage | null): { readonly doubtful?: TimedMeasurement } {
  return final?.kind === 'timed' && final.doubtful !== undefined
    ? { doubtful: final.doubtful }
    : {};
}

/** What the child said stands, unless it said nothing: then the way it ended has to. */
function outcomeOf({ child, final, last, timeLimitMs, late }: EndedProcess): Outcome {
  if (final?.kind === 'timed' && final.outcome.kind === 'invalid' && final.doubtful !== undefined) {
    // One that came late says what to do by itself.
    const isLate = final.part !== undefined && lateStart(final.part) !== null;
    const why = isLate ? '' : (late?.(final.doubtful, child.usage) ?? '');
    return { kind: 'invalid', reason: final.outcome.reason + why };
  }
  if (final !== null) return final.kind === 'yardstick' ? { kind: 'completed' } : final.outcome;
  const { ending } = child;
  if (ending.kind === 'killed')
    return ending.by === 'time-limit'
      ? { kind: 'timed-out', timeLimitMs, last }
      : { kind: 'killed', signal: ending.signal, by: ending.by, last };
  return { kind: 'failed', message: failureMessage(ending, child.stderrTail), last };
}

function failureMessage(
  ending: Exclude<ChildEnding, { readonly kind: 'killed' }>,
  stderrTail: string,
): string {
  const message =
    ending.kind === 'failed'
      ? ending.message
      : `the process ended with exit code ${ending.exitCode} before it gave a result`;
  const said = lastLine(stderrTail);
  return said === '' ? message : `${message}: ${said}`;
}

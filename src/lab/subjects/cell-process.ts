import { defined } from '../../base/primitives/defined.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { receiveJob, sendMessage } from '../sandbox/child/child-channel.ts';
import type { LastState } from '../record/outcome.ts';
import type { CellJob } from './cell-job.ts';
import type { CellMessage } from './cell-message.ts';
import { isMapFull, mapFullOutcome } from './map-full-outcome.ts';
import type { Target } from './target.ts';

// Entry point of a child process: reads one job, runs it and sends the result.

let last: LastState | null = null;

function say(message: CellMessage): void {
  sendMessage(message);
}

function onState(state: LastState): void {
  last = state;
  say({ kind: 'state', state });
}

/** Each child needs one target only; loading the other one would cost it time. */
async function targetOf(job: Exclude<CellJob, { kind: 'yardstick' }>): Promise<Target> {
  const { target, rate } = job.cell;
  if (target === 'module' || (target === 'native' && job.kind === 'timed' && rate !== undefined))
    return (await import('./module/module-target.ts')).moduleTarget;
  if (target === 'native') return (await import('./native/native-target.ts')).nativeTarget;
  if (target === 'go') return (await import('./go/go-target.ts')).goTarget;
  return (await import('./reference/reference-target.ts')).referenceTarget;
}

async function perform(job: CellJob): Promise<CellMessage> {
  if (job.kind === 'yardstick') {
    const { runYardstick } = await import('./yardstick.ts');
    return { kind: 'yardstick', operationsPerSecond: runYardstick(job.operations, job.seed) };
  }
  const target = await targetOf(job);
  const { cell, arenaLimitBytes, booksBytes = 0, fill } = job;
  const { weighsHeap = true, countsKeys = false } = job;
  const sizes = { cell, arenaLimitBytes, booksBytes, ...defined({ fill }) };
  const options = { ...sizes, weighsHeap, countsKeys, onState };
  return job.kind === 'exact'
    ? { kind: 'exact', ...(await target.exactPass(options)) }
    : { kind: 'timed', ...(await target.timedPass(options)) };
}

function requireJob(job: unknown): CellJob {
  if (isJob(job)) return job;
  throw new SandboxError(
    'internal',
    `expected a job of kind exact, timed or yardstick, got ${JSON.stringify(job)?.slice(0, 200)}`,
  );
}

function isJob(job: unknown): job is CellJob {
  return (
    typeof job === 'object' &&
    job !== null &&
    'kind' in job &&
    (job.kind === 'exact' || job.kind === 'timed' || job.kind === 'yardstick')
  );
}

/** A map of the user's own may well be, or hold, a `Map` that can be no larger. */
function outcomeOf(error: unknown): Extract<CellMessage, { kind: 'failed' }>['outcome'] {
  if (isMapFull(error)) return mapFullOutcome(error, last, null);
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error), last };
}

/** An error is told as a result: a stack trace on the terminal would help nobody. */
try {
  say(await perform(requireJob(await receiveJob())));
} catch (error) {
  say({ kind: 'failed', outcome: outcomeOf(error) });
}
process.exit(0);

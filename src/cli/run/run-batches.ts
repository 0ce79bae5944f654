import { defined } from '../../base/primitives/defined.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { RunRecord } from '../../lab/record/run-record.ts';
import type { CliContext } from '../io/cli-io.ts';

/** What both batches run. */
export interface BatchFlags {
  readonly names: readonly string[];
  readonly config: string | undefined;
  readonly rounds: number | undefined;
  readonly isQuiet: boolean;
}

/**
 * Runs the scenarios twice, one independent batch after the other.
 *
 * @throws SandboxError `invalid` when a run was interrupted: half a batch is no batch
 */
export async function runBatches(
  context: CliContext,
  flags: BatchFlags,
): Promise<readonly [RunRecord, RunRecord]> {
  context.keepsResults();
  const first = await runBatch(context, flags, 1);
  const second = await runBatch(context, flags, 2);
  context.letGo();
  return [first, second];
}

async function runBatch(
  context: CliContext,
  { names, config, rounds, isQuiet }: BatchFlags,
  batch: number,
): Promise<RunRecord> {
  const [{ createRunReporter }, { runSandbox }] = await Promise.all([
    import('../progress/run-reporter.ts'),
    import('../../lab/run/run-sandbox.ts'),
  ]);
  if (!isQuiet) context.stderr.write(`batch ${batch} of 2\n`);
  const reporter = createRunReporter(context, isQuiet);
  const { record } = await runSandbox({
    folder: context.cwd,
    scenarios: names,
    signal: context.signal,
    onProgress: reporter.onProgress,
    ...defined({ configFile: config, rounds }),
  }).finally(reporter.stop);
  if (!record.isComplete)
    throw new SandboxError('invalid', `batch ${batch} was interrupted: half a batch is no batch`);
  return record;
}

import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { parseCount } from '../../primitives/parse-count.ts';
import { SandboxError } from '../../primitives/sandbox-error.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { CliContext } from '../cli-io.ts';
import { exitCodes } from '../exit-code.ts';
import { terminalText } from '../terminal-text.ts';

interface BaselineFlags {
  readonly config?: string;
  readonly rounds?: number;
  readonly out?: string;
  readonly quiet?: true;
}

/** `mapswell baseline`: two independent runs that agree become what later runs are held against. */
export function baselineCommand(context: CliContext): Command {
  return new Command('baseline')
    .description('Run the scenarios twice; write a baseline only where both runs agree.')
    .argument('[names...]', 'scenarios to run (default: all)')
    .option('--config <file>', 'configuration file (default: the nearest sandbox.config.*)')
    .option('--rounds <n>', 'timed rounds of each cell in each run', (text) =>
      parseCount(text, '--rounds', { min: 1, max: 1000 }),
    )
    .option('--out <file>', 'the baseline (default: baseline/baseline.json in the reports folder)')
    .option('--quiet', 'print nothing but errors')
    .action(async (names: readonly string[], flags: BaselineFlags) => {
      await makeBaseline(context, names, flags);
    });
}

async function makeBaseline(
  context: CliContext,
  names: readonly string[],
  flags: BaselineFlags,
): Promise<void> {
  const [{ validateBaseline }, { baselineDocument }, { writeDocument }, { loadConfig }] =
    await Promise.all([
      import('../../compare/validate-baseline.ts'),
      import('../../compare/baseline-document.ts'),
      import('../../record/write-document.ts'),
      import('../../config/load-config.ts'),
    ]);
  const config = await loadConfig(context.cwd, flags.config);
  const first = await runBatch(context, names, flags, 1);
  const second = await runBatch(context, names, flags, 2);
  const check = validateBaseline(first, second);
  if (check.kind === 'refused') {
    for (const { cell, metric, message } of check.disagreements)
      context.stderr.write(
        `${terminalText([cell, metric].filter((part) => part !== '').join(' '))}: ${terminalText(message)}\n`,
      );
    context.stderr.write('no baseline was written: the two runs do not agree\n');
    context.exitWith(exitCodes.invalid);
    return;
  }
  const file =
    flags.out === undefined
      ? join(config.reportsFolder, 'baseline', 'baseline.json')
      : resolve(context.cwd, flags.out);
  await writeDocument(file, baselineDocument(check.baseline), 'baseline');
  if (flags.quiet === true) return;
  for (const warning of check.baseline.warnings)
    context.stdout.write(`note: ${terminalText(warning.message)}\n`);
  context.stdout.write(`baseline ${relative(context.cwd, file)}\n`);
}

/** @throws SandboxError `invalid` when the run was interrupted: half a batch is no batch */
async function runBatch(
  context: CliContext,
  names: readonly string[],
  flags: BaselineFlags,
  batch: number,
): Promise<RunRecord> {
  const [{ createRunReporter }, { runSandbox }] = await Promise.all([
    import('../run-reporter.ts'),
    import('../../run/run-sandbox.ts'),
  ]);
  const isQuiet = flags.quiet === true;
  if (!isQuiet) context.stderr.write(`batch ${batch} of 2\n`);
  const reporter = createRunReporter(context, isQuiet);
  const { record } = await runSandbox({
    folder: context.cwd,
    scenarios: names,
    signal: context.signal,
    onProgress: reporter.onProgress,
    ...(flags.config === undefined ? {} : { configFile: flags.config }),
    ...(flags.rounds === undefined ? {} : { rounds: flags.rounds }),
  }).finally(reporter.stop);
  if (!record.isComplete)
    throw new SandboxError('invalid', `batch ${batch} was interrupted: no baseline was written`);
  return record;
}

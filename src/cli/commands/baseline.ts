import { relative } from 'node:path';
import { Command } from 'commander';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import type { CliContext } from '../cli-io.ts';
import { exitCodes } from '../exit-code.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';
import { runBatches } from '../run-batches.ts';
import { usualBaseline } from '../usual-files.ts';

interface BaselineFlags extends ForceFlag {
  readonly config?: string;
  readonly rounds?: number;
  readonly out?: string;
  readonly quiet?: true;
}

/** `mapswell baseline`: two independent runs that agree become what later runs are held against. */
export function baselineCommand(context: CliContext): Command {
  return addForceFlag(new Command('baseline'))
    .description('Run the scenarios twice; write a baseline only where both runs agree.')
    .argument('[names...]', 'scenarios to run (default: all)')
    .option('--config <file>', 'configuration file (default: the nearest sandbox.config.*)')
    .option('--rounds <n>', 'timed rounds of each cell in each run', (text) =>
      parseCount(text, '--rounds', { min: 1, max: 1000 }),
    )
    .option(
      '--out <file>',
      'the baseline, - for standard output (default: baseline/baseline.json in the reports folder)',
    )
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
  const [{ validateBaseline }, { baselineDocument }, { documentText }, { loadConfig }] =
    await Promise.all([
      import('../../lab/compare/baseline/validate-baseline.ts'),
      import('../../lab/compare/baseline/baseline-document.ts'),
      import('../../lab/record/document-text.ts'),
      import('../../lab/config/load-config.ts'),
    ]);
  const config = await loadConfig(context.cwd, flags.config);
  const outputs = new Outputs(context, [], flags);
  const file = await outputs.file('--out', flags.out ?? usualBaseline(config), fileKinds.baseline);
  const isQuiet = flags.quiet === true;
  const [first, second] = await runBatches(context, { ...flags, names, isQuiet });
  const check = validateBaseline(first, second);
  if (check.kind === 'refused') {
    for (const { cell, metric, message } of check.disagreements)
      context.stderr.write(
        `${[cell, metric].filter((part) => part !== '').join(' ')}: ${message}\n`,
      );
    context.stderr.write('no baseline was written: the two runs do not agree\n');
    context.exitWith(exitCodes.invalid);
    return;
  }
  await file.write(documentText(baselineDocument(check.baseline), 'baseline'));
  if (isQuiet) return;
  for (const warning of check.baseline.warnings)
    outputs.sentences.write(`note: ${warning.message}\n`);
  if (file.file !== null) outputs.sentences.write(`baseline ${relative(context.cwd, file.file)}\n`);
}

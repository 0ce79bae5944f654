import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { parseCount } from '../../base/primitives/parse-count.ts';
import type { CliContext } from '../cli-io.ts';
import { exitCodes } from '../exit-code.ts';
import { runBatches } from '../run-batches.ts';
import { terminalText } from '../text/terminal-text.ts';
import { usualBaseline } from '../usual-files.ts';

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
      import('../../lab/compare/baseline/validate-baseline.ts'),
      import('../../lab/compare/baseline/baseline-document.ts'),
      import('../../lab/record/write-document.ts'),
      import('../../lab/config/load-config.ts'),
    ]);
  const config = await loadConfig(context.cwd, flags.config);
  const isQuiet = flags.quiet === true;
  const [first, second] = await runBatches(context, { ...flags, names, isQuiet });
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
  const file = flags.out === undefined ? usualBaseline(config) : resolve(context.cwd, flags.out);
  await writeDocument(file, baselineDocument(check.baseline), 'baseline');
  if (isQuiet) return;
  for (const warning of check.baseline.warnings)
    context.stdout.write(`note: ${terminalText(warning.message)}\n`);
  context.stdout.write(`baseline ${relative(context.cwd, file)}\n`);
}

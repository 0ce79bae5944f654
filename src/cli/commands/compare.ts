import { Command } from 'commander';
import type { CliContext } from '../cli-io.ts';
import { compareFiles } from '../compare-files.ts';
import { addComparisonFlags, optionsOf, type ComparisonFlags } from '../comparison-flags.ts';
import { addOutputFlags, printComparison, type OutputFlags } from '../comparison-output.ts';

type CompareFlags = ComparisonFlags & OutputFlags;

const examples = `
Examples:
  $ mapswell compare reports/baseline/main.json
  $ mapswell compare reports/baseline/main.json reports/first reports/second
  $ mapswell compare old/record.json new/record.json --gate none
  $ mapswell compare reports/baseline/main.json --format github

Exact metrics fail on any change for the worse. A timed metric fails only where two independent runs
of the candidate confirm it against a baseline of two; give both. Exit codes: 0, 1 regressed, 3
incomparable or invalid. Where GITHUB_STEP_SUMMARY names a file, the table is appended to it.`;

/** `mapswell compare`: verdicts on a run against a baseline. */
export function compareCommand(context: CliContext): Command {
  const command = new Command('compare')
    .description('Hold a run against a baseline: a verdict for every metric of every cell')
    .argument('<baseline>', 'a baseline, or the record or folder of a run')
    .argument('[candidates...]', 'one run or two, by record or folder (default: reports/latest)')
    .addHelpText('after', examples);
  return addComparisonFlags(addOutputFlags(command)).action(
    (baseline: string, candidates: readonly string[], flags: CompareFlags) =>
      runCompare(baseline, candidates, flags, context),
  );
}

async function runCompare(
  baseline: string,
  candidates: readonly string[],
  flags: CompareFlags,
  context: CliContext,
): Promise<void> {
  const runs = candidates.length === 0 ? ['reports/latest'] : candidates;
  const compared = await compareFiles(context.cwd, baseline, runs, optionsOf(flags));
  await printComparison(compared, flags, context);
}

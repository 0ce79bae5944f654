import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { Command } from 'commander';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { compareFiles } from '../compare-files.ts';
import {
  addComparisonFlags,
  optionsOf,
  recordPath,
  type ComparisonFlags,
} from '../flags/comparison-flags.ts';
import {
  addOutputFlags,
  type ComparedFiles,
  comparisonOutputs,
  type OutputFlags,
  printComparison,
} from '../comparison-output.ts';
import { candidatesOr, usualBaseline } from '../usual-files.ts';

interface CompareFlags extends ComparisonFlags, OutputFlags {
  readonly run?: true | readonly string[];
  readonly rounds?: number;
  readonly config?: string;
}

const examples = `
Examples:
  $ mapswell compare --run                      run now, compare with the baseline
  $ mapswell compare reports/baseline/main.json reports/first reports/second
  $ mapswell compare old/record.json new/record.json --gate none --html comparison.html
  $ mapswell compare --run fill churn --format github

Exact metrics fail on any change for the worse. A timed metric fails only where two independent runs
of the candidate confirm it against a baseline of two: --run makes two. Exit codes: 0, 1 regressed, 3
incomparable or invalid. Where GITHUB_STEP_SUMMARY names a file, the table is appended to it.`;

/** `mapswell compare`: verdicts on a run against a baseline. */
export function compareCommand(context: CliContext): Command {
  const command = new Command('compare')
    .description('Compare a run with a baseline: a verdict for every metric of every cell')
    .argument('[baseline]', 'a baseline, or the record or folder of a run (default: the baseline)')
    .argument('[candidates...]', 'one run or two, by record or folder (default: reports/latest)')
    .option('--run [names...]', 'run these scenarios, or all, twice now as the candidate')
    .option('--rounds <n>', 'timed rounds of each cell with --run', (text) =>
      parseCount(text, '--rounds', { min: 1, max: 1000 }),
    )
    .option('--config <file>', 'configuration file (default: the nearest sandbox.config.*)')
    .addHelpText('after', examples);
  return addComparisonFlags(addOutputFlags(command)).action(
    (baseline: string | undefined, candidates: readonly string[], flags: CompareFlags) =>
      runCompare(baseline, candidates, flags, context),
  );
}

async function runCompare(
  given: string | undefined,
  candidates: readonly string[],
  flags: CompareFlags,
  context: CliContext,
): Promise<void> {
  const baseline = given ?? (await baselineOf(flags, context.cwd));
  const runs = flags.run === undefined ? candidatesOr(candidates) : [];
  const inputs = [baseline, ...runs].map((path) => recordPath(context.cwd, path));
  const places = await comparisonOutputs(inputs, flags, context);
  const compared =
    flags.run === undefined
      ? await compareGiven(baseline, candidates, flags, context)
      : await compareRunNow(baseline, candidates, flags, context);
  await printComparison(compared, places, flags, context);
}

async function baselineOf({ config }: CompareFlags, cwd: string): Promise<string> {
  const { loadConfig } = await import('../../lab/config/load-config.ts');
  const file = usualBaseline(await loadConfig(cwd, config));
  if (existsSync(file)) return file;
  throw new SandboxError(
    'usage',
    `no baseline in ${relative(cwd, file)}: make one with mapswell baseline, or name another`,
  );
}

async function compareGiven(
  baseline: string,
  candidates: readonly string[],
  flags: CompareFlags,
  context: CliContext,
): Promise<ComparedFiles> {
  if (flags.rounds !== undefined)
    throw new SandboxError('usage', `expected --rounds beside --run only, got ${flags.rounds}`);
  return await compareFiles(context.cwd, baseline, candidatesOr(candidates), optionsOf(flags));
}

/** Reads the baseline before anything runs: minutes later is late for a name that is wrong. */
async function compareRunNow(
  baseline: string,
  candidates: readonly string[],
  flags: CompareFlags,
  context: CliContext,
): Promise<ComparedFiles> {
  if (candidates.length > 0)
    throw new SandboxError('usage', `expected no runs beside --run, got ${candidates.join(', ')}`);
  const options = optionsOf(flags);
  const [{ readBaseline }, { runBatches }, { compareRuns }] = await Promise.all([
    import('../../lab/compare/baseline/read-baseline.ts'),
    import('../run-batches.ts'),
    import('../../lab/compare/compare-runs.ts'),
  ]);
  const known = readBaseline(recordPath(context.cwd, baseline));
  const candidate = await runBatches(context, {
    ...flags,
    names: Array.isArray(flags.run) ? flags.run : [],
    rounds: flags.rounds ?? known.baseline[0].configuration.rounds,
    isQuiet: false,
  });
  const comparison = compareRuns({ ...known, candidate }, options);
  return { comparison, baseline: known.baseline, candidate };
}

import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { compareFiles } from '../compare/compare-files.ts';
import {
  type ComparedFiles,
  comparisonPage,
  comparisonPageFlag,
  exitCodeOfComparison,
  outputFlags,
  printComparison,
  printedDocument,
} from '../compare/comparison-output.ts';
import { defineCommand } from '../program/define-command.ts';
import {
  comparisonFlags,
  type ComparisonFlags,
  optionsOf,
  recordPath,
} from '../flags/comparison-flags.ts';
import { configFlag, count, namesOrAll, valueFlag } from '../flags/flag.ts';
import type { Outputs } from '../io/outputs.ts';
import { candidatesOr, usualBaseline } from '../io/usual-files.ts';

/** `mapswell compare`: verdicts on a run against a baseline. */
export const compareCommand: CommandBuilder = defineCommand(
  {
    name: 'compare',
    summary: 'Compare a run with a baseline: a verdict for every metric of every cell',
    words: {
      baseline: {
        shown: '[baseline]',
        summary: 'a baseline, or the record or folder of a run (default: the baseline)',
      },
      candidates: {
        shown: '[candidates...]',
        summary: 'one run or two, by record or folder (default: reports/latest)',
      },
    },
    flags: {
      run: namesOrAll('[names...]', 'run these scenarios, or all, twice now as the candidate'),
      rounds: valueFlag(
        '<n>',
        'timed rounds of each cell with --run',
        count({ min: 1, max: 1000 }),
      ),
      config: configFlag,
      ...outputFlags,
      ...comparisonFlags,
    },
    files: { html: comparisonPageFlag },
    reads: async ({ baseline, candidates, run, config }, { cwd }) => {
      const runs = run === undefined ? candidatesOr(candidates) : [];
      return [baseline ?? (await baselineOf(config, cwd)), ...runs].map((path) =>
        recordPath(cwd, path),
      );
    },
    printsDocument: printedDocument,
    notes: `
Examples:
  $ mapswell compare --run                      run now, compare with the baseline
  $ mapswell compare reports/baseline/main.json reports/first reports/second
  $ mapswell compare old/record.json new/record.json --gate none --html comparison.html
  $ mapswell compare --run fill churn --format github

Exact metrics fail on any change for the worse. A timed metric fails only where two independent runs
of the candidate confirm it against a baseline of two: --run makes two. Exit codes: 0, 1 regressed, 3
incomparable or invalid. Where GITHUB_STEP_SUMMARY names a file, the table is appended to it.`,
  },
  runCompare,
  {
    print: printComparison,
    documents: { html: comparisonPage },
    exitCode: exitCodeOfComparison,
  },
);

async function baselineOf(config: string | undefined, cwd: string): Promise<string> {
  const { loadConfig } = await import('../../lab/config/load-config.ts');
  const file = usualBaseline(await loadConfig(cwd, config));
  if (existsSync(file)) return file;
  throw new SandboxError(
    'usage',
    `no baseline in ${relative(cwd, file)}: make one with mapswell baseline, or name another`,
  );
}

interface Asked extends ComparisonFlags {
  readonly baseline: string | undefined;
  readonly candidates: readonly string[];
  readonly run: true | readonly string[] | undefined;
  readonly rounds: number | undefined;
  readonly config: string | undefined;
}

async function runCompare(
  asked: Asked,
  context: CliContext,
  { inputs }: Outputs,
): Promise<ComparedFiles & { readonly inputs: readonly string[] }> {
  const baseline = asked.baseline ?? (await baselineOf(asked.config, context.cwd));
  const compared =
    asked.run === undefined
      ? await compareGiven(baseline, asked, context)
      : await compareRunNow(baseline, asked, context);
  return { ...compared, inputs };
}

async function compareGiven(
  baseline: string,
  asked: Asked,
  context: CliContext,
): Promise<ComparedFiles> {
  if (asked.rounds !== undefined)
    throw new SandboxError('usage', `expected --rounds beside --run only, got ${asked.rounds}`);
  const runs = candidatesOr(asked.candidates);
  return await compareFiles(context.cwd, baseline, runs, optionsOf(asked));
}

/** Reads the baseline before anything runs: minutes later is late for a name that is wrong. */
async function compareRunNow(
  baseline: string,
  { candidates, run, rounds, config, ...flags }: Asked,
  context: CliContext,
): Promise<ComparedFiles> {
  if (candidates.length > 0)
    throw new SandboxError('usage', `expected no runs beside --run, got ${candidates.join(', ')}`);
  const options = optionsOf(flags);
  const [{ readBaseline }, { runBatches }, { compareRuns }] = await Promise.all([
    import('../../lab/compare/baseline/read-baseline.ts'),
    import('../run/run-batches.ts'),
    import('../../lab/compare/compare-runs.ts'),
  ]);
  const known = await readBaseline(recordPath(context.cwd, baseline));
  const candidate = await runBatches(context, {
    config,
    names: run === undefined || run === true ? [] : run,
    rounds: rounds ?? known.baseline[0].configuration.rounds,
    isQuiet: false,
  });
  const comparison = compareRuns({ ...known, candidate }, options);
  return { comparison, baseline: known.baseline, candidate };
}

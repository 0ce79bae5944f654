import { Command, Option } from 'commander';
import { appendFile } from 'node:fs/promises';
import type { Comparison } from '../../compare/comparison.ts';
import type { VerdictKind } from '../../compare/verdict.ts';
import { SandboxError } from '../../primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { compareFiles } from '../compare-files.ts';
import { addComparisonFlags, optionsOf, type ComparisonFlags } from '../comparison-flags.ts';
import { exitCodes } from '../exit-code.ts';

const formats = ['terminal', 'markdown', 'json', 'junit', 'github'] as const;

interface CompareFlags extends ComparisonFlags {
  readonly format: (typeof formats)[number];
  readonly failOn?: 'inconclusive';
  readonly all?: true;
}

const examples = `
Examples:
  $ mapswell compare reports/baseline/main.json
  $ mapswell compare reports/baseline/main.json reports/first reports/second
  $ mapswell compare old/record.json new/record.json --gate none
  $ mapswell compare reports/baseline/main.json --format github

Exact metrics fail on any change for the worse. A timed metric fails only where two independent runs
of the candidate confirm it against a baseline of two; give both. Exit codes: 0, 1 regressed, 3
incomparable or invalid. With --format markdown or github the table is also appended to the file that
GITHUB_STEP_SUMMARY names.`;

/** `mapswell compare`: verdicts on a run against a baseline. */
export function compareCommand(context: CliContext): Command {
  const command = new Command('compare')
    .description('Hold a run against a baseline: a verdict for every metric of every cell')
    .argument('<baseline>', 'a baseline, or the record or folder of a run')
    .argument('[candidates...]', 'one run or two, by record or folder (default: reports/latest)')
    .addOption(
      new Option('--format <format>', 'output').choices(formats).default('terminal' as const),
    )
    .addOption(
      new Option('--fail-on <verdict>', 'fail for this verdict too').choices(['inconclusive']),
    )
    .option('--all', 'list what passed too')
    .addHelpText('after', examples);
  return addComparisonFlags(command).action(
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
  const comparison = await compareFiles(context.cwd, baseline, runs, optionsOf(flags));
  context.stdout.write(await formatted(comparison, flags));
  if (flags.format === 'markdown' || flags.format === 'github') {
    await appendSummary(comparison, context.env['GITHUB_STEP_SUMMARY']);
  }
  context.exitWith(exitCodeOf(comparison.outcome, flags.failOn === 'inconclusive'));
}

async function formatted(comparison: Comparison, flags: CompareFlags): Promise<string> {
  const failsOnInconclusive = flags.failOn === 'inconclusive';
  switch (flags.format) {
    case 'terminal': {
      const { formatTerminal } = await import('../../compare/format-terminal.ts');
      return formatTerminal(comparison, { showsPasses: flags.all === true });
    }
    case 'markdown': {
      const { formatMarkdown } = await import('../../compare/format-markdown.ts');
      return formatMarkdown(comparison);
    }
    case 'json': {
      const { formatJson } = await import('../../compare/format-json.ts');
      return formatJson(comparison);
    }
    case 'junit': {
      const { formatJunit } = await import('../../compare/format-junit.ts');
      return formatJunit(comparison, { failsOnInconclusive });
    }
    case 'github': {
      const { formatGithubAnnotations } =
        await import('../../compare/format-github-annotations.ts');
      return formatGithubAnnotations(comparison, { failsOnInconclusive });
    }
    default:
      throw new SandboxError('internal', 'unknown format');
  }
}

/** The summary is a file that every step of a workflow appends to. */
async function appendSummary(comparison: Comparison, path: string | undefined): Promise<void> {
  if (path === undefined || path === '') return;
  const { formatMarkdown } = await import('../../compare/format-markdown.ts');
  try {
    await appendFile(path, formatMarkdown(comparison));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('output', `cannot append to GITHUB_STEP_SUMMARY: ${reason}`, {
      cause: error,
    });
  }
}

function exitCodeOf(outcome: VerdictKind, failsOnInconclusive: boolean): number {
  if (outcome === 'regressed') return exitCodes.regression;
  if (outcome === 'invalid' || outcome === 'incomparable') return exitCodes.invalid;
  return outcome === 'inconclusive' && failsOnInconclusive ? exitCodes.regression : exitCodes.fine;
}

import { type Command, Option } from 'commander';
import type { ComparedRuns } from '../lab/compare/compared-runs.ts';
import type { Comparison } from '../lab/compare/comparison.ts';
import type { VerdictKind } from '../lab/compare/verdict/verdict.ts';
import { appendHarmlessly } from '../base/primitives/output/append-harmlessly.ts';
import { fileKinds } from '../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../base/primitives/sandbox-error.ts';
import type { CliContext } from './cli-io.ts';
import { exitCodes } from './exit-code.ts';
import { addForceFlag, type ForceFlag, type Output, Outputs } from './outputs.ts';

const formats = ['terminal', 'markdown', 'json', 'junit', 'github'] as const;

/** Flags of every command that prints a comparison. */
export interface OutputFlags extends ForceFlag {
  readonly format: (typeof formats)[number];
  readonly failOn?: 'inconclusive';
  readonly all?: true;
  readonly html?: string;
}

/** Adds the flags that say how a comparison is printed, and what fails it. */
export function addOutputFlags(command: Command): Command {
  return addForceFlag(command)
    .addOption(
      new Option('--format <format>', 'output').choices(formats).default('terminal' as const),
    )
    .addOption(
      new Option('--fail-on <verdict>', 'also fail on this verdict').choices(['inconclusive']),
    )
    .option('--all', 'also list what passed')
    .option('--html <file>', 'also write the comparison as one HTML page; - is standard output');
}

/** A comparison, and the runs that it is of. */
export interface ComparedFiles extends Pick<ComparedRuns, 'baseline' | 'candidate'> {
  readonly comparison: Comparison;
}

/** Where a comparison goes beside the terminal, looked at before anything is measured. */
export interface ComparisonOutputs {
  readonly inputs: readonly string[];
  readonly outputs: Outputs;
  readonly page: Output | null;
}

/**
 * @param inputs paths of what is compared
 * @throws SandboxError `usage` where the page would destroy what is not ours to replace
 */
export async function comparisonOutputs(
  inputs: readonly string[],
  flags: OutputFlags,
  context: CliContext,
): Promise<ComparisonOutputs> {
  const outputs = new Outputs(context, inputs, flags);
  const page =
    flags.html === undefined
      ? null
      : await outputs.file('--html', flags.html, fileKinds.comparisonPage);
  if (flags.format !== 'terminal') outputs.refuseBeside(`--format ${flags.format}`);
  return { inputs, outputs, page };
}

/**
 * Prints a comparison, writes its page where one is asked for, appends it to the summary of a workflow, and decides the exit code.
 *
 * @throws SandboxError `output` when the page cannot be written or the summary not appended to
 */
export async function printComparison(
  { comparison, baseline, candidate }: ComparedFiles,
  { inputs, outputs, page }: ComparisonOutputs,
  flags: OutputFlags,
  context: CliContext,
): Promise<void> {
  if (page !== null) {
    const { renderComparison } = await import('../report/comparison/render-comparison.ts');
    const shown = { comparison, baseline: baseline[0], candidate: candidate[0] };
    await page.write(await renderComparison(shown));
  }
  outputs.sentences.write(await formatted(comparison, flags));
  await appendSummary(comparison, context.env['GITHUB_STEP_SUMMARY'], inputs);
  context.exitWith(exitCodeOf(comparison.outcome, flags.failOn === 'inconclusive'));
}

async function formatted(comparison: Comparison, flags: OutputFlags): Promise<string> {
  const failsOnInconclusive = flags.failOn === 'inconclusive';
  switch (flags.format) {
    case 'terminal': {
      const { formatTerminal } = await import('../lab/compare/formats/format-terminal.ts');
      return formatTerminal(comparison, { showsPasses: flags.all === true });
    }
    case 'markdown': {
      const { formatMarkdown } = await import('../lab/compare/formats/format-markdown.ts');
      return formatMarkdown(comparison);
    }
    case 'json': {
      const { formatJson } = await import('../lab/compare/formats/format-json.ts');
      return formatJson(comparison);
    }
    case 'junit': {
      const { formatJunit } = await import('../lab/compare/formats/format-junit.ts');
      return formatJunit(comparison, { failsOnInconclusive });
    }
    case 'github': {
      const { formatGithubAnnotations } =
        await import('../lab/compare/formats/format-github-annotations.ts');
      return formatGithubAnnotations(comparison, { failsOnInconclusive });
    }
    default:
      throw new SandboxError('internal', 'unknown format');
  }
}

/** The summary is a file that every step of a workflow appends to. */
async function appendSummary(
  comparison: Comparison,
  path: string | undefined,
  inputs: readonly string[],
): Promise<void> {
  if (path === undefined || path === '') return;
  const { formatMarkdown } = await import('../lab/compare/formats/format-markdown.ts');
  const place = { name: 'GITHUB_STEP_SUMMARY', path };
  await appendHarmlessly(place, formatMarkdown(comparison), inputs);
}

function exitCodeOf(outcome: VerdictKind, failsOnInconclusive: boolean): number {
  if (outcome === 'regressed') return exitCodes.regression;
  if (outcome === 'invalid' || outcome === 'incomparable') return exitCodes.invalid;
  return outcome === 'inconclusive' && failsOnInconclusive ? exitCodes.regression : exitCodes.fine;
}

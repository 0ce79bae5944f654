import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ComparedRuns } from '../lab/compare/compared-runs.ts';
import type { Comparison } from '../lab/compare/comparison.ts';
import type { VerdictKind } from '../lab/compare/verdict/verdict.ts';
import { SandboxError } from '../base/primitives/sandbox-error.ts';
import type { CliContext } from './cli-io.ts';
import { exitCodes } from './exit-code.ts';

const formats = ['terminal', 'markdown', 'json', 'junit', 'github'] as const;

/** Flags of every command that prints a comparison. */
export interface OutputFlags {
  readonly format: (typeof formats)[number];
  readonly failOn?: 'inconclusive';
  readonly all?: true;
  readonly html?: string;
}

/** Adds the flags that say how a comparison is printed, and what fails it. */
export function addOutputFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'output').choices(formats).default('terminal' as const),
    )
    .addOption(
      new Option('--fail-on <verdict>', 'also fail on this verdict').choices(['inconclusive']),
    )
    .option('--all', 'also list what passed')
    .option('--html <file>', 'also write the comparison as one HTML page');
}

/** A comparison, and the runs that it is of. */
export interface ComparedFiles extends Pick<ComparedRuns, 'baseline' | 'candidate'> {
  readonly comparison: Comparison;
}

/**
 * Prints a comparison, writes its page where one is asked for, appends it to the summary of a workflow, and decides the exit code.
 *
 * @throws SandboxError `output` when the page cannot be written or the summary not appended to
 */
export async function printComparison(
  { comparison, baseline, candidate }: ComparedFiles,
  flags: OutputFlags,
  context: CliContext,
): Promise<void> {
  if (flags.html !== undefined) {
    const { writeComparison } = await import('../report/comparison/write-comparison.ts');
    const page = { comparison, baseline: baseline[0], candidate: candidate[0] };
    await writeComparison(resolve(context.cwd, flags.html), page);
  }
  context.stdout.write(await formatted(comparison, flags));
  await appendSummary(comparison, context.env['GITHUB_STEP_SUMMARY']);
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
async function appendSummary(comparison: Comparison, path: string | undefined): Promise<void> {
  if (path === undefined || path === '') return;
  const { formatMarkdown } = await import('../lab/compare/formats/format-markdown.ts');
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

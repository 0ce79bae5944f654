import type { ComparedRuns } from '../../lab/compare/compared-runs.ts';
import type { Comparison } from '../../lab/compare/comparison.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CliContext } from '../io/cli-io.ts';
import type { CommandDocument, FileFlag } from '../program/define-command.ts';
import { type FindingFormat, findingFormats, formatFindings } from '../io/finding-formats.ts';
import { exitCodes } from '../io/exit-code.ts';
import { appendStepSummary } from '../io/step-summary.ts';
import { choiceFlag, type FlagsOf, toggle } from '../flags/flag.ts';

/** How a comparison is printed, and what fails it. */
export interface OutputFlags {
  readonly format: FindingFormat;
  readonly failOn: 'inconclusive' | undefined;
  readonly all: boolean;
}

/** The flags of every command that prints a comparison. */
export const outputFlags: FlagsOf<OutputFlags> = {
  format: choiceFlag('<format>', 'output', findingFormats, 'terminal'),
  failOn: choiceFlag('<verdict>', 'also fail on this verdict', ['inconclusive']),
  all: toggle('also list what passed'),
};

/** A comparison, and the runs that it is of. */
export interface ComparedFiles extends Pick<ComparedRuns, 'baseline' | 'candidate'> {
  readonly comparison: Comparison;
}

/** `--html`: the page of a comparison. */
export const comparisonPageFlag: FileFlag = {
  value: '<file>',
  summary: 'also write the comparison as one HTML page; - is standard output',
  kind: fileKinds.comparisonPage,
};

/** What is written for `--html`. */
export const comparisonPage: CommandDocument<ComparedFiles> = {
  text: async ({ comparison, baseline, candidate }) => {
    const { renderComparison } = await import('../../report/comparison/render-comparison.ts');
    return await renderComparison({
      comparison,
      baseline: baseline[0],
      candidate: candidate[0],
    });
  },
};

/** The flag that makes standard output a document; `null` where people read it. */
export function printedDocument({ format }: OutputFlags): string | null {
  return format === 'terminal' ? null : `--format ${format}`;
}

const words = { title: 'mapswell', place: 'Cell', rule: 'Metric' };

/**
 * The comparison in the format that was asked for; it is appended to the summary of a workflow as well.
 *
 * @throws SandboxError `output` when it cannot be appended to
 */
export async function printComparison(
  { comparison, inputs }: { readonly comparison: Comparison; readonly inputs: readonly string[] },
  context: CliContext,
  { format, failOn, all }: OutputFlags,
): Promise<string> {
  const { comparisonFindings } = await import('../../lab/compare/comparison-findings.ts');
  const report = comparisonFindings(comparison, {
    failsOnInconclusive: failOn === 'inconclusive',
  });
  await appendStepSummary(report, words, context, inputs);
  return await formatFindings(format, report, { document: comparison, words, showsPasses: all });
}

/** 1 for a regression, 3 where nothing could be compared. */
export function exitCodeOfComparison(
  { comparison: { outcome } }: ComparedFiles,
  { failOn }: OutputFlags,
): number {
  if (outcome === 'regressed') return exitCodes.regression;
  if (outcome === 'invalid' || outcome === 'incomparable') return exitCodes.invalid;
  return outcome === 'inconclusive' && failOn !== undefined ? exitCodes.regression : exitCodes.fine;
}

import type { FindingReport } from '../../base/primitives/errors/finding.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { RunGate } from '../../lab/compare/thresholds/run-gate.ts';
import {
  type ThresholdVerdict,
  thresholdKinds,
} from '../../lab/compare/thresholds/threshold-verdict.ts';
import type { RunRecord } from '../../lab/record/run-record.ts';
import type { CliContext } from '../io/cli-io.ts';
import type { CommandDocument, FileFlag } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { appendStepSummary } from '../io/step-summary.ts';
import { choiceFlag, type FlagsOf, toggle } from '../flags/flag.ts';
import { terminalText } from '../text/terminal-text.ts';

/** What fails a run, and whether it is said to GitHub too. */
export interface GateFlags {
  readonly github: boolean;
  readonly failOn: 'inconclusive' | undefined;
}

/** Flags of the yes or no on a run. */
export const gateFlags: FlagsOf<GateFlags> = {
  github: toggle('also print them as annotations of GitHub Actions, and append the summary'),
  failOn: choiceFlag('<verdict>', 'also fail on this verdict', ['inconclusive']),
};

/** Files of the yes or no on a run. */
export const gateFiles: Readonly<Record<'junit' | 'markdown', FileFlag>> = {
  junit: {
    value: '<file>',
    summary: 'also write outcomes and thresholds as JUnit XML; - is standard output',
    kind: fileKinds.junit,
  },
  markdown: {
    value: '<file>',
    summary: 'also write them as Markdown; - is standard output',
    kind: fileKinds.runSummary,
  },
};

/** A run that was judged, or was stopped before it could be. */
export interface GatedRun extends Pick<GateFlags, 'failOn'> {
  readonly gate: RunGate;
  readonly isStopped: boolean;
}

/** What is written to those files: nothing of half a run. */
export const gateDocuments: Readonly<Record<'junit' | 'markdown', CommandDocument<GatedRun>>> = {
  junit: {
    text: async (run) => {
      const { formatJunit } = await import('../../report/formats/junit.ts');
      return run.isStopped ? null : formatJunit(await reportOf(run));
    },
  },
  markdown: {
    text: async (run) => {
      const { formatMarkdown } = await import('../../report/formats/markdown.ts');
      return run.isStopped ? null : formatMarkdown(await reportOf(run), words);
    },
  },
};

const words = { title: 'mapswell run', place: 'Cell', rule: 'Figure' };

async function reportOf({ gate, failOn }: GatedRun): Promise<FindingReport> {
  const { gateFindings } = await import('../../lab/compare/thresholds/gate-findings.ts');
  return gateFindings(gate, { failsOnInconclusive: failOn === 'inconclusive' });
}

/**
 * Appends the summary of a workflow.
 *
 * @returns the annotations; '' where none were asked for
 * @throws SandboxError `output`
 */
export async function annotateRun(
  run: GatedRun,
  { github }: GateFlags,
  context: CliContext,
): Promise<string> {
  if (!github || run.isStopped) return '';
  const report = await reportOf(run);
  await appendStepSummary(report, words, context);
  const { formatGithub } = await import('../../report/formats/github.ts');
  return formatGithub(report);
}

/** Every threshold with its margin, worst first; nothing where no scenario has any. */
export function thresholdLines({ verdicts }: RunGate): readonly string[] {
  const own = verdicts.filter(({ figure }) => figure !== 'outcome');
  const width = Math.max(0, ...own.map(({ kind }) => kind.length));
  return thresholdKinds
    .flatMap((kind) => own.filter((one) => one.kind === kind))
    .map((one) => lineOf(one, width));
}

function lineOf({ kind, cell, figure, message }: ThresholdVerdict, width: number): string {
  return terminalText(`${kind.padEnd(width)}  ${cell}  ${figure}: ${message}`);
}

/** How a run ends by its thresholds alone; how cells ended is no matter of these. */
export function gateExitCode({ verdicts }: RunGate, failOn: GateFlags['failOn']): number {
  const kinds = new Set(
    verdicts.filter(({ figure }) => figure !== 'outcome').map(({ kind }) => kind),
  );
  if (kinds.has('fail')) return exitCodes.regression;
  if (kinds.has('invalid')) return exitCodes.invalid;
  return failOn === 'inconclusive' && kinds.has('inconclusive')
    ? exitCodes.regression
    : exitCodes.fine;
}

/** The gate of a run. */
export async function gateOf(record: RunRecord): Promise<RunGate> {
  const { judgeRun } = await import('../../lab/compare/thresholds/run-gate.ts');
  return judgeRun(record);
}

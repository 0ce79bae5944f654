import { type Command, Option } from 'commander';
import { appendHarmlessly } from '../base/primitives/output/append-harmlessly.ts';
import { fileKinds } from '../base/primitives/output/file-kinds.ts';
import type { RunGate } from '../lab/compare/thresholds/run-gate.ts';
import {
  type ThresholdVerdict,
  thresholdKinds,
} from '../lab/compare/thresholds/threshold-verdict.ts';
import type { RunRecord } from '../lab/record/run-record.ts';
import type { CliContext } from './cli-io.ts';
import { exitCodes } from './exit-code.ts';
import type { Output, Outputs } from './outputs.ts';
import { terminalText } from './text/terminal-text.ts';

/** Flags that say where the yes or no on a run goes, beside the terminal. */
export interface GateFlags {
  readonly junit?: string;
  readonly markdown?: string;
  readonly github?: true;
  readonly failOn?: 'inconclusive';
}

/** Adds them. */
export function addGateFlags(command: Command): Command {
  return command
    .option(
      '--junit <file>',
      'also write outcomes and thresholds as JUnit XML; - is standard output',
    )
    .option('--markdown <file>', 'also write them as Markdown; - is standard output')
    .option('--github', 'also print them as annotations of GitHub Actions, and append the summary')
    .addOption(
      new Option('--fail-on <verdict>', 'also fail on this verdict').choices(['inconclusive']),
    );
}

/** Where the yes or no on a run goes, looked at before anything runs. */
export interface GateOutputs {
  readonly junit: Output | null;
  readonly markdown: Output | null;
}

/** @throws SandboxError `usage` for a file that is not ours to replace, or two documents on one output */
export async function gateOutputs(
  flags: GateFlags & { readonly json?: true },
  outputs: Outputs,
): Promise<GateOutputs> {
  const { junit, markdown } = flags;
  const places = {
    junit: junit === undefined ? null : await outputs.file('--junit', junit, fileKinds.junit),
    markdown:
      markdown === undefined
        ? null
        : await outputs.file('--markdown', markdown, fileKinds.runSummary),
  };
  if (flags.json === true) outputs.refuseBeside('--json');
  if (flags.github === true) outputs.refuseBeside('--github');
  return places;
}

/** Writes what was asked for. @throws SandboxError `output` */
export async function writeGate(
  gate: RunGate,
  places: GateOutputs,
  flags: GateFlags,
  context: CliContext,
): Promise<void> {
  const format = { failsOnInconclusive: flags.failOn === 'inconclusive' };
  if (places.junit !== null) {
    const { formatRunJunit } = await import('../lab/compare/formats/run-junit.ts');
    await places.junit.write(formatRunJunit(gate, format));
  }
  const summary = flags.github === true ? context.env['GITHUB_STEP_SUMMARY'] : undefined;
  if (places.markdown !== null || (summary !== undefined && summary !== '')) {
    const { formatRunMarkdown } = await import('../lab/compare/formats/run-markdown.ts');
    const text = formatRunMarkdown(gate);
    await places.markdown?.write(text);
    if (summary !== undefined && summary !== '')
      await appendHarmlessly({ name: 'GITHUB_STEP_SUMMARY', path: summary }, text, []);
  }
  if (flags.github !== true) return;
  const { formatRunGithub } = await import('../lab/compare/formats/run-github.ts');
  context.stdout.write(formatRunGithub(gate, format));
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
export function gateExitCode({ verdicts }: RunGate, { failOn }: GateFlags): number {
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
  const { judgeRun } = await import('../lab/compare/thresholds/run-gate.ts');
  return judgeRun(record);
}

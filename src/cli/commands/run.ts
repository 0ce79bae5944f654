import { relative, resolve } from 'node:path';
import { defined } from '../../base/primitives/defined.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { refusedBySystem } from '../../base/primitives/errors/refused-by-system.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { RecordForm } from '../../lab/record/stored/record-form.ts';
import type { RunResult, ShardResult } from '../../lab/run/run-sandbox.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { configFlag, count, repeated, textFlag, toggle, valueFlag, word } from '../flags/flag.ts';
import { type PartFlags, partFlags } from '../flags/part-flags.ts';
import { nodeArgumentsFlag } from '../flags/node-arguments-flag.ts';
import { recordFlag } from '../flags/record-flag.ts';
import { refuseResumeFlags } from '../flags/refuse-resume-flags.ts';
import { type RunFlags, runFlags } from '../flags/run-flags.ts';
import type { Outputs } from '../io/outputs.ts';
import { sayUnquoted, speedOfRun, speedSummary } from '../run/quoted-speed.ts';
import {
  annotateRun,
  gateDocuments,
  type GatedRun,
  gateExitCode,
  gateFiles,
  gateFlags,
  type GateFlags,
  gateOf,
  thresholdLines,
} from '../run/run-gate-output.ts';
import { exitCodeOf } from '../run/run-exit-code.ts';
import {
  shardingOf,
  shardText,
  startText,
  verdictOf,
  type VerdictFlags,
} from '../run/shard-run.ts';
import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import { warningsOf } from '../text/lab/warnings-of.ts';

/** `mapswell run`: runs scenarios in the sandbox and writes record, CSV and report. */
export const runCommand: CommandBuilder = defineCommand(
  {
    name: 'run',
    summary: 'Run scenarios under limits; write the record, the CSV files and the report.',
    words: {
      names: {
        shown: '[names...]',
        summary: 'scenarios to run, own or shipped; * and ? stand for others (default: all own)',
      },
    },
    flags: {
      config: configFlag,
      ...runFlags,
      nodeArguments: nodeArgumentsFlag,
      rounds: valueFlag('<n>', 'timed rounds of each cell', count({ min: 1, max: 1000 })),
      quick: toggle('count exactly and measure one round: --rounds 1'),
      cell: repeated('<ids...>', 'only these cells; * and ? stand for others', word),
      grep: textFlag('<expression>', 'only cells whose name or purpose matches'),
      out: textFlag(
        '<folder>',
        'folder for the results (default: a new one in the reports folder)',
      ),
      recordAs: recordFlag,
      ...partFlags,
      speed: textFlag('<file>', speedSummary),
      resume: toggle('go on with an unfinished run, in --out or the newest one'),
      json: toggle('print the record as JSON and nothing else'),
      quiet: toggle('print nothing but errors'),
      ...gateFlags,
    },
    files: gateFiles,
    writesFiles: true,
    reads: ({ speed }, { cwd }) => (speed === undefined ? [] : [resolve(cwd, speed)]),
    printsDocument: ({ json, github }) => (json ? '--json' : github ? '--github' : null),
    notes: `
Examples:
  $ mapswell run fill --rounds 3
  $ mapswell run --junit junit.xml --github      in CI: a yes or no without a baseline
  $ mapswell run --shard 2/8 --out shards/2      one of eight machines; then mapswell merge shards
  $ mapswell run load --generator 2/4 --start-at 2027-01-31T12:00:00Z --out load/2      one of four generators

Thresholds of a scenario (peakBytes: '<400MiB', p99: '<1ms', fits: true) are printed with their margins.
Exit codes: 0, 1 where one fails, 3 for what is no result. A time that rounds cannot tell is inconclusive
and does not fail, unless --fail-on inconclusive says so.`,
  },
  runAndReport,
  {
    documents: {
      junit: { text: (finished) => verdictOf(finished, gateDocuments.junit) },
      markdown: { text: (finished) => verdictOf(finished, gateDocuments.markdown) },
    },
    print: async (finished, context, asked) => {
      if (finished.kind === 'shard') return asked.quiet ? '' : shardText(finished, context);
      const annotations = await annotateRun(finished, asked, context);
      if (asked.json) return `${JSON.stringify(finished.record)}\n${annotations}`;
      return `${asked.quiet ? '' : await runText(finished, context)}${annotations}`;
    },
    exitCode: (finished, { failOn }) => {
      if (finished.kind === 'shard') return exitCodes.fine;
      const { record, gate } = finished;
      const code = gateExitCode(gate, failOn);
      return code === exitCodes.regression ? code : exitCodeOf(record, code);
    },
  },
);

interface Asked extends RunFlags, GateFlags, PartFlags {
  readonly names: readonly string[];
  readonly config: string | undefined;
  readonly nodeArguments: readonly string[] | undefined;
  readonly rounds: number | undefined;
  readonly quick: boolean;
  readonly cell: readonly string[];
  readonly grep: string | undefined;
  readonly out: string | undefined;
  readonly recordAs: RecordForm | undefined;
  readonly speed: string | undefined;
  readonly resume: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

interface FinishedRun extends RunResult, GatedRun {
  readonly elapsedMs: number;
}

async function runAndReport(
  asked: Asked & VerdictFlags,
  context: CliContext,
  outputs: Outputs,
): Promise<FinishedRun | ShardResult> {
  const [{ createRunReporter }, { runPart }, { finishedRun }] = await Promise.all([
    import('../progress/run-reporter.ts'),
    import('../../lab/run/run-sandbox.ts'),
    import('../../lab/run/result/finished-run.ts'),
  ]);
  refuseResumeFlags(asked);
  if (asked.quick && asked.rounds !== undefined)
    throw new SandboxError('usage', '--quick is --rounds 1: expected one of the two, got both');
  const sharding = await shardingOf(asked, context);
  const speed = await speedOfRun(asked, context);
  if (asked.out !== undefined) await lookAtFolder(asked.out, outputs);
  const startedMs = performance.now();
  const isSilent = asked.quiet || asked.json;
  const { config, seed, out, cell, grep, nodeArguments } = asked;
  const place = { folder: context.cwd, ...defined({ configFile: config, outFolder: out }) };
  const finished = asked.resume ? await finishedRun(place) : null;
  if (finished !== null && !isSilent)
    context.stderr.write(
      `the run in ${relative(context.cwd, finished.folder.path) || '.'} is complete: its report is written, nothing is measured again\n`,
    );
  const reporter = createRunReporter(context, isSilent);
  const start = asked.quiet ? null : startText(sharding, Date.now());
  if (start !== null) context.stderr.write(start);
  context.keepsResults();
  const rounds = asked.quick ? 1 : asked.rounds;
  const result =
    finished ??
    (await runPart(
      {
        ...place,
        scenarios: asked.names,
        limits: defined({ memoryBytes: asked.limitMemory, cpus: asked.cpus }),
        signal: context.signal,
        resume: asked.resume,
        force: outputs.isForced,
        ...defined({ rounds, grep, seed, nodeArguments, recordAs: asked.recordAs }),
        ...(cell.length === 0 ? {} : { cells: cell }),
        onProgress: reporter.onProgress,
      },
      sharding,
    ).finally(reporter.stop));
  if (result.kind === 'shard') return result;
  // Whoever asks to end does not wait for a page that can be made at any time.
  const isStopped = context.signal.aborted;
  if (!isStopped) {
    context.letGo();
    sayUnquoted(result.record, speed, context);
    const { writeReportOfRun } = await import('../run/write-report-of-run.ts');
    await writeReportOfRun(result, speed, outputs.isForced).catch((error: unknown) => {
      throw withRecordNamed(error, relative(context.cwd, result.folder.record));
    });
  }
  const gate = await gateOf(result.record);
  const elapsedMs = performance.now() - startedMs;
  return { ...result, gate, failOn: asked.failOn, isStopped, elapsedMs };
}

/** Minutes of measuring later is late for a name that is wrong. */
async function lookAtFolder(out: string, outputs: Outputs): Promise<void> {
  await outputs.folder('--out', out, {
    'report.html': fileKinds.runPage,
    'claims.json': fileKinds.claims,
    'speed.json': fileKinds.speed,
  });
}

/** The report can be made of the record at any time. */
function withRecordNamed(thrown: unknown, record: string): unknown {
  const error = refusedBySystem(thrown) ?? thrown;
  if (!(error instanceof SandboxError) || error.code === 'internal') return error;
  return new SandboxError(
    error.code,
    `${error.message}; the record is whole: after fixing this, mapswell report ${record} writes the report`,
    { cause: error },
  );
}

async function runText(
  { record, folder, gate, isStopped, elapsedMs }: FinishedRun,
  { cwd, stdout }: CliContext,
): Promise<string> {
  const [{ runAnswer }, { runTable }, { raceLines }] = await Promise.all([
    import('../text/lab/run-answer.ts'),
    import('../text/lab/run-table.ts'),
    import('../text/lab/race-lines.ts'),
  ]);
  const path = (file: string): string => relative(cwd, file) || '.';
  const lines = [
    '',
    ...runAnswer(record),
    `\n${runTable(record, stdout.columns ?? 80)}`,
    ...raceLines(record),
    ...warningsOf(record).map((warning) => `note: ${warning}`),
    ...thresholdLines(gate),
    `took     ${formatDuration(elapsedMs)}`,
    `record   ${path(folder.record)}`,
    `tables   ${path(folder.resultsCsv)}, ${path(folder.growthEventsCsv)}`,
    isStopped
      ? `interrupted: go on with mapswell run --resume --out ${path(folder.path)}`
      : `report   ${path(folder.report)}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

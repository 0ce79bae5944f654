import { join, relative } from 'node:path';
import { Command } from 'commander';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { refusedBySystem } from '../../base/primitives/refused-by-system.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { isEndOfMap } from '../../lab/record/outcome.ts';
import type { CellRecord, RunRecord } from '../../lab/record/run-record.ts';
import type { RunOptions } from '../../lab/run/run-options.ts';
import type { RunResult } from '../../lab/run/run-sandbox.ts';
import type { RunGate } from '../../lab/compare/thresholds/run-gate.ts';
import type { CliContext, CliOutput } from '../cli-io.ts';
import { exitCodes } from '../exit-code.ts';
import {
  addGateFlags,
  gateExitCode,
  type GateFlags,
  gateOf,
  gateOutputs,
  thresholdLines,
  writeGate,
} from '../run-gate-output.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';
import { formatDuration } from '../text/format-duration.ts';
import { parseCpus } from '../flags/parse-cpus.ts';
import { terminalText } from '../text/terminal-text.ts';
import { warningsOf } from '../text/warnings-of.ts';

interface RunFlags extends ForceFlag, GateFlags {
  readonly config?: string;
  readonly limitMemory?: number;
  readonly cpus?: number;
  readonly rounds?: number;
  readonly quick?: true;
  readonly cell?: readonly string[];
  readonly grep?: string;
  readonly seed?: number;
  readonly out?: string;
  readonly resume?: true;
  readonly json?: true;
  readonly quiet?: true;
}

const examples = `
Examples:
  $ mapswell run fill --rounds 3
  $ mapswell run --junit junit.xml --github      in CI: a yes or no without a baseline

Thresholds of a scenario (peakBytes: '<400MiB', p99: '<1ms', fits: true) are printed with their margins.
Exit codes: 0, 1 where one fails, 3 for what is no result. A time that rounds cannot tell is inconclusive
and does not fail, unless --fail-on inconclusive says so.`;

/** `mapswell run`: runs scenarios in the sandbox and writes record, CSV and report. */
export function runCommand(context: CliContext): Command {
  return addGateFlags(addForceFlag(new Command('run')))
    .description('Run scenarios under limits; write the record, the CSV files and the report.')
    .argument(
      '[names...]',
      'scenarios to run, own or shipped; * and ? stand for others (default: all own)',
    )
    .option('--config <file>', 'configuration file (default: the nearest sandbox.config.*)')
    .option('--limit-memory <bytes>', 'memory of each process, as in 512MiB', (text) =>
      parseBytes(text, '--limit-memory'),
    )
    .option('--cpus <n>', 'CPUs of each process, as in 2 or 0.5', (text) =>
      parseCpus(text, '--cpus'),
    )
    .option('--rounds <n>', 'timed rounds of each cell', (text) =>
      parseCount(text, '--rounds', { min: 1, max: 1000 }),
    )
    .option('--quick', 'count exactly and measure one round: --rounds 1')
    .option('--cell <ids...>', 'only these cells; * and ? stand for others')
    .option('--grep <expression>', 'only cells whose name or purpose matches')
    .option('--seed <n>', 'seed of the workloads and of the order', (text) =>
      parseCount(text, '--seed', { max: 0xffff_ffff }),
    )
    .option('--out <folder>', 'folder for the results (default: a new one in the reports folder)')
    .option('--resume', 'go on with an unfinished run, in --out or the newest one')
    .option('--json', 'print the record as JSON and nothing else')
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', examples)
    .action(async (names: readonly string[], flags: RunFlags) => {
      await runAndReport(context, names, flags);
    });
}

async function runAndReport(
  context: CliContext,
  names: readonly string[],
  flags: RunFlags,
): Promise<void> {
  const [{ createRunReporter }, { runSandbox }, { refuseResumeFlags }] = await Promise.all([
    import('../progress/run-reporter.ts'),
    import('../../lab/run/run-sandbox.ts'),
    import('../flags/refuse-resume-flags.ts'),
  ]);
  refuseResumeFlags(names, flags);
  if (flags.quick === true && flags.rounds !== undefined)
    throw new SandboxError('usage', '--quick is --rounds 1: expected one of the two, got both');
  const outputs = new Outputs(context, [], flags);
  if (flags.out !== undefined) await lookAtFolder(flags.out, outputs);
  const places = await gateOutputs(flags, outputs);
  const startedMs = performance.now();
  const reporter = createRunReporter(context, flags.quiet === true || flags.json === true);
  context.keepsResults();
  const result = await runSandbox({
    ...runOptions(context, names, flags),
    onProgress: reporter.onProgress,
  }).finally(reporter.stop);
  // Whoever asks to end does not wait for a page that can be made at any time.
  const isStopped = context.signal.aborted;
  if (!isStopped) {
    context.letGo();
    await writeReportOf(result).catch((error: unknown) => {
      throw tellingOfRecord(error, relative(context.cwd, result.folder.record));
    });
  }
  const gate = await gateOf(result.record);
  const show = { ...result, gate, isStopped, elapsedMs: performance.now() - startedMs };
  await printResult(context, outputs.sentences, flags, show);
  if (!isStopped) await writeGate(gate, places, flags, context);
  const code = gateExitCode(gate, flags);
  context.exitWith(code === exitCodes.regression ? code : exitCodeOf(result.record, code));
}

/** Minutes of measuring later is late for a name that is wrong. */
async function lookAtFolder(out: string, outputs: Outputs): Promise<void> {
  await outputs.folder('--out', out, {
    'report.html': fileKinds.runPage,
    'claims.json': fileKinds.claims,
  });
}

/** The report, with what the models say to well-known claims; those lie beside it for later reports. */
async function writeReportOf({ record, folder }: RunResult): Promise<void> {
  const [{ renderReport }, { testModelClaims }, { writeClaims }, { writeFileAtomically }] =
    await Promise.all([
      import('../../report/run/render-report.ts'),
      import('../../lab/verify/claims/test-claims.ts'),
      import('../../lab/verify/claims/write-claims.ts'),
      import('../../base/primitives/write-file-atomically.ts'),
    ]);
  const claims = testModelClaims();
  await writeClaims(join(folder.path, 'claims.json'), claims);
  await writeFileAtomically(folder.report, await renderReport(record, { claims }));
}

/** The report can be made of the record at any time. */
function tellingOfRecord(thrown: unknown, record: string): unknown {
  const error = refusedBySystem(thrown) ?? thrown;
  if (!(error instanceof SandboxError) || error.code === 'internal') return error;
  return new SandboxError(
    error.code,
    `${error.message}; the record is whole: after fixing this, mapswell report ${record} writes the report`,
    { cause: error },
  );
}

function runOptions(context: CliContext, names: readonly string[], flags: RunFlags): RunOptions {
  const limits = {
    ...(flags.limitMemory === undefined ? {} : { memoryBytes: flags.limitMemory }),
    ...(flags.cpus === undefined ? {} : { cpus: flags.cpus }),
  };
  return {
    folder: context.cwd,
    scenarios: names,
    limits,
    signal: context.signal,
    resume: flags.resume === true,
    force: flags.force === true,
    ...(flags.config === undefined ? {} : { configFile: flags.config }),
    ...(flags.rounds === undefined ? {} : { rounds: flags.rounds }),
    ...(flags.quick === true ? { rounds: 1 } : {}),
    ...(flags.cell === undefined ? {} : { cells: flags.cell }),
    ...(flags.grep === undefined ? {} : { grep: flags.grep }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.out === undefined ? {} : { outFolder: flags.out }),
  };
}

interface ShownRun extends RunResult {
  readonly gate: RunGate;
  readonly isStopped: boolean;
  readonly elapsedMs: number;
}

async function printResult(
  context: CliContext,
  output: CliOutput,
  flags: RunFlags,
  { record, folder, gate, isStopped, elapsedMs }: ShownRun,
): Promise<void> {
  if (flags.json === true) context.stdout.write(`${JSON.stringify(record)}\n`);
  if (flags.json === true || flags.quiet === true) return;
  const [{ outcomeFindings }, { runTable }, { raceLines }] = await Promise.all([
    import('../../report/run/findings/outcome-findings.ts'),
    import('../text/run-table.ts'),
    import('../text/race-lines.ts'),
  ]);
  const path = (file: string): string => relative(context.cwd, file) || '.';
  output.write(`\n${runTable(record)}\n`);
  for (const cell of record.cells)
    for (const sentence of outcomeFindings(cell))
      output.write(`${terminalText(`${cell.cell.id} ${sentence}`)}\n`);
  for (const line of raceLines(record)) output.write(`${line}\n`);
  for (const warning of warningsOf(record)) output.write(`note: ${warning}\n`);
  for (const line of thresholdLines(gate)) output.write(`${line}\n`);
  output.write(`took     ${formatDuration(elapsedMs)}\n`);
  output.write(`record   ${path(folder.record)}\n`);
  output.write(`tables   ${path(folder.resultsCsv)}, ${path(folder.growthEventsCsv)}\n`);
  if (!isStopped) output.write(`report   ${path(folder.report)}\n`);
  else output.write(`interrupted: go on with mapswell run --resume --out ${path(folder.path)}\n`);
}

/** Out of memory, killed and timed out are results; a defect and counts that differ are not. */
function exitCodeOf(record: RunRecord, otherwise: number): number {
  const isInvalid = record.cells.some(
    (cell) =>
      cell.exactAgree === false ||
      [...cell.exact, ...cell.rounds].some(({ outcome }) =>
        ['failed', 'invalid'].includes(outcome.kind),
      ),
  );
  const isEmpty = record.cells.length > 0 && !record.cells.some(hasResult);
  return isInvalid || isEmpty ? exitCodes.invalid : otherwise;
}

/** Rows of dashes are no pass. A map that came to an end, or caught its own race, is a result. */
function hasResult({ exact, rounds }: CellRecord): boolean {
  return (
    exact.some(({ counts }) => counts !== null) ||
    rounds.some(({ measurement }) => measurement !== null) ||
    [...exact, ...rounds].some(
      ({ outcome }) => isEndOfMap(outcome) || outcome.kind.startsWith('concurrent-map'),
    )
  );
}

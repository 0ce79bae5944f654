import { Command } from 'commander';
import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { ExampleCase } from '../../live/calibrate/calibration/example-cases.ts';
import type { Trace } from '../../live/trace/trace.ts';
import { formatBytes } from '../../base/primitives/format-bytes.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { parseNumber } from '../flags/parse-number.ts';
import { addForceFlag, type ForceFlag, type Output, Outputs } from '../outputs.ts';
import { addTraceFlags, loadTraces, type TraceFlags } from '../flags/trace-flags.ts';

interface CalibrateFlags extends TraceFlags, ForceFlag {
  readonly out: string;
  readonly config?: string;
  readonly falseAlarms?: number;
  readonly lead?: number;
  readonly seed: number;
  readonly threads?: number;
  readonly report?: string;
  readonly json?: true;
}

const notes = `
Figures are fitted to every other series and judged on the rest. Healthy series without a map lend
their noise to failures of known shape and length. The budget is falseAlarmsPerSeriesDay and
leadMinutes under alerts in sandbox.config.ts; the flags override it.`;

/** `mapswell calibrate`: search the figures of the detectors and pick by the budget. */
export function calibrateCommand(context: CliContext): Command {
  const command = addForceFlag(new Command('calibrate'))
    .description('Fit alert thresholds to traces and judge them on others')
    .argument('[traces...]', 'CSV files and folders of them')
    .option('--out <file>', 'file to write; - is standard output', 'calibration.json')
    .option('--config <file>', 'configuration file')
    .option('--false-alarms <rate>', 'budget per series-day', (text) =>
      parseNumber(text, '--false-alarms'),
    )
    .option('--lead <minutes>', 'how early a warning must come', (text) =>
      parseNumber(text, '--lead'),
    )
    .option('--seed <number>', 'seed of the failures', (text) => parseCount(text, '--seed'), 1)
    .option('--threads <count>', 'threads of the search', (text) =>
      parseCount(text, '--threads', { min: 1, max: 64 }),
    )
    .option(
      '--report <file>',
      'write the calibration as a page too, with traces drawn (HTML); - is standard output',
    )
    .option('--json', 'print the calibration as JSON')
    .addHelpText('after', notes);
  return addTraceFlags(command).action((paths: string[], flags: CalibrateFlags) =>
    runCalibrate(paths, flags, context),
  );
}

async function runCalibrate(
  paths: readonly string[],
  flags: CalibrateFlags,
  context: CliContext,
): Promise<void> {
  const { loadConfig } = await import('../../lab/config/load-config.ts');
  const { alerts } = await loadConfig(context.cwd, flags.config);
  const budget = {
    falseAlarmsPerSeriesDay: positive(
      flags.falseAlarms ?? alerts.falseAlarmsPerSeriesDay,
      '--false-alarms',
    ),
    leadMinutes: positive(flags.lead ?? alerts.leadMinutes, '--lead'),
  };
  const outputs = new Outputs(context, paths, flags);
  const document = await outputs.file('--out', flags.out, fileKinds.calibration);
  const page =
    flags.report === undefined
      ? null
      : await outputs.file('--report', flags.report, fileKinds.calibrationPage);
  if (flags.json === true) outputs.refuseBeside('--json');
  const traces = await loadTraces(paths, flags, context);
  const { calibrate } = await import('../../live/calibrate/calibration/calibrate.ts');
  const { seed, threads } = flags;
  const calibration = await calibrate({
    traces,
    budget,
    seed,
    ...(threads === undefined ? {} : { threads }),
  });
  const json = `${JSON.stringify(calibration, null, 2)}\n`;
  await document.write(json);
  const text = flags.json === true ? json : await summary(calibration, document);
  outputs.sentences.write(text);
  if (page !== null) await writeReport(page, calibration, traces, context);
}

const roles: Readonly<Record<ExampleCase['role'], string>> = {
  warned: 'A failure that was warned of, with the median lead',
  missed: 'The failure that was missed by most',
  doubling: 'A doubling that does not fit, with the median lead',
  'false-alarm': 'The series with most false alarms',
};

async function writeReport(
  page: Output,
  calibration: Calibration,
  traces: readonly Trace[],
  { stderr }: CliContext,
): Promise<void> {
  const [{ exampleCases }, { renderCalibration }] = await Promise.all([
    import('../../live/calibrate/calibration/example-cases.ts'),
    import('../../report/calibration/render-calibration.ts'),
  ]);
  const shown = exampleCases(calibration, traces).map(({ role, judged }) => ({
    title: roles[role],
    trace: judged.trace,
    history: judged.history,
  }));
  const bytes = await page.write(await renderCalibration(calibration, shown));
  stderr.write(`Report: ${page.path} (${formatBytes(bytes)})\n`);
}

async function summary(calibration: Calibration, { path, file }: Output): Promise<string> {
  const { calibrationText } = await import('../text/calibration-text.ts');
  const written = file === null ? '' : `\nWritten: ${path}\n`;
  return `${calibrationText(calibration)}${written}`;
}

function positive(value: number, flag: string): number {
  if (value > 0) return value;
  throw new SandboxError('usage', `expected ${flag} above 0, got ${value}`);
}

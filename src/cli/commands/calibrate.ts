import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { ExampleCase } from '../../live/calibrate/calibration/example-cases.ts';
import type { Trace } from '../../live/trace/trace.ts';
import { defined } from '../../base/primitives/defined.ts';
import { formatBytes } from '../../base/primitives/format-bytes.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { configFlag, count, number, valueFlag } from '../flags/flag.ts';
import { loadTraces, traceFlags } from '../flags/trace-flags.ts';

/** `mapswell calibrate`: search the figures of the detectors and pick by the budget. */
export const calibrateCommand: CommandBuilder = defineCommand(
  {
    name: 'calibrate',
    summary: 'Fit alert thresholds to traces and judge them on others',
    words: { traces: { shown: '[traces...]', summary: 'CSV files and folders of them' } },
    flags: {
      config: configFlag,
      falseAlarms: valueFlag('<rate>', 'budget per series-day', number),
      lead: valueFlag('<minutes>', 'how early a warning must come', number),
      seed: valueFlag('<number>', 'seed of the failures', count(), 1),
      threads: valueFlag('<count>', 'threads of the search', count({ min: 1, max: 64 })),
      ...traceFlags,
    },
    files: {
      out: {
        value: '<file>',
        summary: 'file to write; - is standard output',
        default: 'calibration.json',
        kind: fileKinds.calibration,
      },
      report: {
        value: '<file>',
        summary:
          'write the calibration as a page too, with traces drawn (HTML); - is standard output',
        kind: fileKinds.calibrationPage,
      },
    },
    reads: ({ traces }) => traces,
    notes: `
Figures are fitted to about half of the series, by a hash of their names, and judged on the rest: one
more or one less moves no other. Healthy series without a map lend their noise to failures of known
shape and length. The budget is falseAlarmsPerSeriesDay and
leadMinutes under alerts in sandbox.config.ts; the flags override it. Where the healthy days that were
seen cannot show the rate with 90 % confidence, the smallest that they can is taken, and the missing
days are named; a rate that a flag asks for is refused then.`,
  },
  async (request, context) => {
    const { loadConfig } = await import('../../lab/config/load-config.ts');
    const { alerts } = await loadConfig(context.cwd, request.config);
    const falseAlarms = request.falseAlarms ?? alerts.falseAlarmsPerSeriesDay;
    const budget = {
      falseAlarmsPerSeriesDay: positive(falseAlarms, '--false-alarms'),
      leadMinutes: positive(request.lead ?? alerts.leadMinutes, '--lead'),
    };
    const traces = await loadTraces(request.traces, request, context);
    const { calibrate } = await import('../../live/calibrate/calibration/calibrate.ts');
    const { seed, threads } = request;
    const orSmallestShown = request.falseAlarms === undefined;
    const calibration = await calibrate({
      traces,
      budget,
      orSmallestShown,
      seed,
      ...defined({ threads }),
    });
    return { calibration, traces };
  },
  {
    json: ({ calibration }) => calibration,
    print: async ({ calibration }) => {
      const { calibrationText } = await import('../text/live/calibration-text.ts');
      return calibrationText(calibration);
    },
    documents: {
      out: {
        text: ({ calibration }) => `${JSON.stringify(calibration, null, 2)}\n`,
        written: ({ path, file }) => (file === null ? null : `Written: ${path}`),
      },
      report: {
        text: ({ calibration, traces }) => page(calibration, traces),
        written: ({ path }, bytes) => `Report: ${path} (${formatBytes(bytes)})`,
      },
    },
  },
);

const roles: Readonly<Record<ExampleCase['role'], string>> = {
  warned: 'A failure that was warned of, with the median lead',
  missed: 'The failure that was missed by most',
  doubling: 'A doubling that does not fit, with the median lead',
  'false-alarm': 'The series with most false alarms',
};

async function page(calibration: Calibration, traces: readonly Trace[]): Promise<string> {
  const [{ exampleCases }, { renderCalibration }] = await Promise.all([
    import('../../live/calibrate/calibration/example-cases.ts'),
    import('../../report/calibration/render-calibration.ts'),
  ]);
  const shown = exampleCases(calibration, traces).map(({ role, judged }) => ({
    title: roles[role],
    trace: judged.trace,
    history: judged.history,
  }));
  return await renderCalibration(calibration, shown);
}

function positive(value: number, flag: string): number {
  if (value > 0) return value;
  throw new SandboxError('usage', `expected ${flag} above 0, got ${value}`);
}

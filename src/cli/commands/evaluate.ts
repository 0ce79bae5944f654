import { resolve } from 'node:path';
import { Command } from 'commander';
import type { DetectorSettings } from '../../live/detect/detectors.ts';
import type { Trace } from '../../live/trace/trace.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import type { CliContext } from '../cli-io.ts';
import { parseNumber } from '../flags/parse-number.ts';
import { addTraceFlags, loadTraces, type TraceFlags } from '../flags/trace-flags.ts';

interface EvaluateFlags extends TraceFlags {
  readonly calibration?: string;
  readonly lead?: number;
  readonly graft?: true;
  readonly seed: number;
  readonly json?: true;
}

const notes = `
The first half of a series is its history, the second half is judged. With --graft, failures of known
shape and length are put onto the noise of healthy series too. With --calibration, the detectors that
the calibration chose are judged, and traces that it was fitted to are refused.`;

/** `mapswell evaluate`: how detectors with fixed figures do on traces. */
export function evaluateCommand(context: CliContext): Command {
  const command = new Command('evaluate')
    .description('Evaluate detectors on traces: timely warnings and false alarms')
    .argument('[traces...]', 'CSV files and folders of them')
    .option('--calibration <file>', 'judge what this calibration chose')
    .option('--lead <minutes>', 'how early a warning must come', (text) =>
      parseNumber(text, '--lead'),
    )
    .option('--graft', 'put failures onto the noise of healthy series')
    .option('--seed <number>', 'seed of the failures', (text) => parseCount(text, '--seed'), 1)
    .option('--json', 'print JSON')
    .addHelpText('after', notes);
  return addTraceFlags(command).action((paths: string[], flags: EvaluateFlags) =>
    runEvaluate(paths, flags, context),
  );
}

async function runEvaluate(
  paths: readonly string[],
  flags: EvaluateFlags,
  context: CliContext,
): Promise<void> {
  const traces = await loadTraces(paths, flags, context);
  const { detectors, leadMinutes } = await chosenDetectors(flags, traces, context.cwd);
  const { casesOf, halvesOf } = await import('../../live/calibrate/calibration/cases-of.ts');
  const cases = flags.graft === true ? casesOf(traces, flags.seed) : halvesOf(traces);
  const { evaluateDetector, canJudge } =
    await import('../../live/calibrate/evaluate/evaluate-detector.ts');
  const evaluations = detectors
    .filter((settings) => cases.some((one) => canJudge(settings, one)))
    .map((settings) => evaluateDetector(settings, cases, leadMinutes));
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify({ leadMinutes, evaluations }, null, 2)}\n`);
    return;
  }
  const { evaluationText } = await import('../text/evaluation-text.ts');
  const rows = evaluations.map((evaluation) => [evaluation.settings.kind, evaluation] as const);
  context.stdout.write(evaluationText(rows));
}

async function chosenDetectors(
  flags: EvaluateFlags,
  traces: readonly Trace[],
  cwd: string,
): Promise<{ readonly detectors: readonly DetectorSettings[]; readonly leadMinutes: number }> {
  const { designPreset } = await import('../../live/detect/detectors/source-rule.ts');
  if (flags.calibration === undefined) {
    const { defaultDetectors } = await import('../../live/detect/detectors.ts');
    return {
      detectors: defaultDetectors,
      leadMinutes: flags.lead ?? designPreset.claim.leadMinutes,
    };
  }
  const [{ readCalibration }, { refuseFitted }] = await Promise.all([
    import('../../live/calibrate/calibration/read-calibration.ts'),
    import('../../live/calibrate/calibration/refuse-fitted.ts'),
  ]);
  const calibration = await readCalibration(resolve(cwd, flags.calibration));
  refuseFitted(traces, calibration);
  const { detector, growthForecast } = calibration;
  return {
    detectors: [
      detector,
      ...(growthForecast === null ? [] : [growthForecast]),
      designPreset.settings,
    ],
    leadMinutes: flags.lead ?? calibration.budget.leadMinutes,
  };
}

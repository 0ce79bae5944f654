import { resolve } from 'node:path';
import type { DetectorSettings } from '../../live/detect/detectors.ts';
import type { Trace } from '../../live/trace/trace.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { count, number, textFlag, toggle, valueFlag } from '../flags/flag.ts';
import { loadTraces, traceFlags } from '../flags/trace-flags.ts';

/** `mapswell evaluate`: how detectors with fixed figures do on traces. */
export const evaluateCommand: CommandBuilder = defineCommand(
  {
    name: 'evaluate',
    summary: 'Evaluate detectors on traces: timely warnings and false alarms',
    words: { traces: { shown: '[traces...]', summary: 'CSV files and folders of them' } },
    flags: {
      calibration: textFlag('<file>', 'judge what this calibration chose'),
      lead: valueFlag('<minutes>', 'how early a warning must come', number),
      graft: toggle('put failures onto the noise of healthy series'),
      seed: valueFlag('<number>', 'seed of the failures', count(), 1),
      ...traceFlags,
    },
    notes: `
The first half of a series is its history, the second half is judged. With --graft, failures of known
shape and length are put onto the noise of healthy series too. With --calibration, the detectors that
the calibration chose are judged, and traces that it was fitted to are refused.`,
  },
  async (request, context) => {
    const traces = await loadTraces(request.traces, request, context);
    const { detectors, leadMinutes } = await chosenDetectors(request, traces, context.cwd);
    const [{ casesOf, halvesOf }, { evaluateDetector, canJudge }] = await Promise.all([
      import('../../live/calibrate/calibration/cases-of.ts'),
      import('../../live/calibrate/evaluate/evaluate-detector.ts'),
    ]);
    const cases = request.graft ? casesOf(traces, request.seed) : halvesOf(traces);
    const evaluations = detectors
      .filter((settings) => cases.some((one) => canJudge(settings, one)))
      .map((settings) => evaluateDetector(settings, cases, leadMinutes));
    return { leadMinutes, evaluations };
  },
  {
    json: (result) => result,
    print: async ({ evaluations }) => {
      const { evaluationText } = await import('../text/live/evaluation-text.ts');
      return evaluationText(evaluations.map((one) => [one.settings.kind, one] as const));
    },
  },
);

async function chosenDetectors(
  {
    calibration: file,
    lead,
  }: { readonly calibration: string | undefined; readonly lead: number | undefined },
  traces: readonly Trace[],
  cwd: string,
): Promise<{ readonly detectors: readonly DetectorSettings[]; readonly leadMinutes: number }> {
  const { designPreset } = await import('../../live/detect/detectors/source-rule.ts');
  if (file === undefined) {
    const { defaultDetectors } = await import('../../live/detect/detectors.ts');
    return {
      detectors: defaultDetectors,
      leadMinutes: lead ?? designPreset.claim.leadMinutes,
    };
  }
  const [{ readCalibration }, { refuseFitted }, { growthOfTrace }] = await Promise.all([
    import('../../live/calibrate/calibration/read-calibration.ts'),
    import('../../live/calibrate/calibration/refuse-fitted.ts'),
    import('../../live/detect/growth-of-trace.ts'),
  ]);
  const calibration = await readCalibration(resolve(cwd, file));
  refuseFitted(traces, calibration);
  const { detector, growthForecast } = calibration;
  return {
    detectors: [
      detector,
      ...(traces.some((trace) => growthOfTrace(trace) !== null) ? [growthForecast] : []),
      designPreset.settings,
    ],
    leadMinutes: lead ?? calibration.budget.leadMinutes,
  };
}

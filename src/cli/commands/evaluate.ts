import { resolve } from 'node:path';
import type { DetectorSettings } from '../../live/detect/detectors.ts';
import type { FittedSeries } from '../../live/calibrate/calibration/refuse-fitted.ts';
import type { Evaluation } from '../../live/calibrate/evaluate/evaluate-detector.ts';
import type { StepWatch } from '../../live/calibrate/evaluate/pace.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { count, number, textFlag, toggle, valueFlag } from '../flags/flag.ts';
import { eachTrace, traceCount, type TraceFlags, traceFlags } from '../flags/trace-flags.ts';

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
    const { createStepReporter } = await import('../progress/step-reporter.ts');
    const { onStep, stop } = createStepReporter(context);
    return await judge(request, context, { onStep }).finally(stop);
  },
  {
    json: (result) => result,
    print: async ({ evaluations }) => {
      const { evaluationText } = await import('../text/live/evaluation-text.ts');
      return evaluationText(evaluations.map((one) => [one.settings.kind, one] as const));
    },
  },
);

interface Asked extends TraceFlags {
  readonly traces: readonly string[];
  readonly calibration: string | undefined;
  readonly lead: number | undefined;
  readonly graft: boolean;
  readonly seed: number;
}

interface Judged {
  readonly leadMinutes: number;
  readonly evaluations: readonly Evaluation[];
}

/** Trace by trace: none is held longer than it is judged. */
async function judge(asked: Asked, context: CliContext, watch: StepWatch): Promise<Judged> {
  const [{ casesOfTrace, halvesOf }, { DetectorJudge }, { Pace }] = await Promise.all([
    import('../../live/calibrate/calibration/cases-of.ts'),
    import('../../live/calibrate/evaluate/evaluate-detector.ts'),
    import('../../live/calibrate/evaluate/pace.ts'),
  ]);
  const { detectors, leadMinutes, fitted } = await chosenDetectors(asked, context.cwd);
  const judges = detectors.map((settings) => new DetectorJudge(settings, leadMinutes));
  const pace = new Pace(watch);
  const total = await traceCount(asked.traces, asked, context);
  let done = 0;
  for await (const trace of eachTrace(asked.traces, asked, context)) {
    pace.step('judging', done, total);
    done += 1;
    // The others are only counted then, for the message.
    if (fitted?.includes(trace) === true) continue;
    for (const judged of asked.graft ? casesOfTrace(trace, asked.seed) : halvesOf([trace])) {
      for (const one of judges) one.add(judged);
      await pace.rest();
    }
  }
  fitted?.refuse();
  const evaluations = judges.filter(({ hasJudged }) => hasJudged).map((one) => one.evaluation());
  return { leadMinutes, evaluations };
}

interface ChosenDetectors {
  readonly detectors: readonly DetectorSettings[];
  readonly leadMinutes: number;
  readonly fitted: FittedSeries | null;
}

async function chosenDetectors(
  { calibration: file, lead }: Pick<Asked, 'calibration' | 'lead'>,
  cwd: string,
): Promise<ChosenDetectors> {
  const { designPreset } = await import('../../live/detect/detectors/source-rule.ts');
  if (file === undefined) {
    const { defaultDetectors } = await import('../../live/detect/detectors.ts');
    return {
      detectors: defaultDetectors,
      leadMinutes: lead ?? designPreset.claim.leadMinutes,
      fitted: null,
    };
  }
  const [{ readCalibration }, { FittedSeries: Fitted }] = await Promise.all([
    import('../../live/calibrate/calibration/read-calibration.ts'),
    import('../../live/calibrate/calibration/refuse-fitted.ts'),
  ]);
  const calibration = await readCalibration(resolve(cwd, file));
  return {
    detectors: [calibration.detector, calibration.growthForecast, designPreset.settings],
    leadMinutes: lead ?? calibration.budget.leadMinutes,
    fitted: new Fitted(calibration),
  };
}

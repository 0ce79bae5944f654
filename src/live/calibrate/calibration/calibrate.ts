import { mapswellVersion } from '../../../base/primitives/mapswell-version.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { clopperPearson } from '../../../base/stats/intervals/clopper-pearson.ts';
import { detectors, type DetectorKind } from '../../detect/detectors.ts';
import { designPreset } from '../../detect/detectors/source-rule.ts';
import type { Trace } from '../../trace/trace.ts';
import { DetectorJudge } from '../evaluate/evaluate-detector.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import { graftDurations } from '../evaluate/make-cases.ts';
import { Pace, type StepWatch } from '../evaluate/pace.ts';
import { splitSeries, type SeriesSplit } from '../evaluate/split-series.ts';
import { growthShapes } from '../fleet/growth-shape.ts';
import { chooseSetting, showableBudget, type Budget } from '../search/choose-setting.ts';
import { paretoFront } from '../search/pareto-front.ts';
import { scoreSettings, type ScoredSetting } from '../search/scored-setting.ts';
import { drawnShapes, forecastInterval } from '../interval/forecast-interval.ts';
import { growthInterval } from '../interval/growth-interval.ts';
import type { FamilyTally } from '../search/search-families.ts';
import { countSettings, settingGrid } from '../search/setting-family.ts';
import { calibrationVersion, type Calibration } from './calibration.ts';
import { casesOfTrace, deploymentCases, deploymentLenders, halvesOf } from './cases-of.ts';
import { type FleetSurvey, surveyFleet } from './fleet-survey.ts';
import { scoreFleet } from './score-fleet.ts';

/** What to calibrate on. */
export interface CalibrationTask extends StepWatch {
  readonly traces: readonly Trace[];
  readonly budget: Budget;
  /** Where the days seen cannot show the budget, take the smallest that they can. @default false */
  readonly orSmallestShown?: boolean;
  /** Seed of the failures that are put onto healthy noise. */
  readonly seed: number;
  /** @default the cores of this machine */
  readonly threads?: number;
}

/**
 * Fits the figures of every detector to about half of the series, by a hash of their names, and judges
 * the best ones, figures fixed, on the rest. Healthy series without a map lend their noise to failures
 * of known shape.
 *
 * @throws SandboxError `input` with too few series, `invalid` if no setting keeps the budget; AbortError
 */
export async function calibrate(task: CalibrationTask): Promise<Calibration> {
  const { fit } = requireBothParts(task.traces);
  const survey = surveyFleet(task.traces);
  const tallies = await scoreFleet({ ...task, ...survey, ...task.budget, fit, shard: null });
  return await chooseByScores(task, survey, tallies);
}

/**
 * The second half of a calibration: chooses by what the settings scored, and judges what was chosen.
 *
 * @throws SandboxError and AbortError as `calibrate`
 */
export async function chooseByScores(
  task: CalibrationTask,
  { slopesPerStep, series }: FleetSurvey,
  tallies: readonly FamilyTally[],
): Promise<Calibration> {
  const split = requireBothParts(task.traces);
  const { seed } = task;
  const { leadMinutes } = task.budget;
  const families = settingGrid(slopesPerStep);
  const scored = scoreSettings(families, tallies).filter(({ failures }) => failures > 0);
  const { budget, wantedBudget } = budgetFor(task, scored);
  const best = bestByKind(scored.filter(watchesMemory), budget);
  const growth = pickGrowthForecast(scored, task.budget);
  const detector = pickDetector(best, budget, scored);
  const chosen = [...[...best.values()].map(({ settings }) => settings), growth.growthForecast];
  const judges = chosen.map((settings) => new DetectorJudge(settings, leadMinutes));
  const preset = new DetectorJudge(designPreset.settings, leadMinutes);
  await judgeAll([...judges, preset], split.judge, task);
  return {
    kind: 'mapswell-calibration',
    version: calibrationVersion,
    mapswell: mapswellVersion(),
    budget,
    wantedBudget,
    detector: detector.settings,
    ...growth,
    interval: await forecastInterval(detector.settings, split, seed, task),
    growthInterval: growthInterval(
      growth.growthForecast,
      halvesOf(split.fit),
      halvesOf(split.judge),
    ),
    judged: judges.filter(({ hasJudged }) => hasJudged).map((judge) => judge.evaluation()),
    preset: { evaluation: preset.evaluation(), claim: designPreset.claim },
    front: paretoFront(scored.filter(watchesMemory)),
    provenance: {
      seed,
      settingsTried: countSettings(families),
      series,
      grafts: { durationsMinutes: graftDurations, shapes: growthShapes, drawnShapes },
    },
  };
}

function requireBothParts(traces: readonly Trace[]): SeriesSplit {
  const split = splitSeries(traces);
  if (split.fit.length > 0 && split.judge.length > 0) return split;
  throw new SandboxError(
    'input',
    `expected traces to fit to and traces to judge, got ${split.fit.length} and ${split.judge.length}: a hash of the name says which part a series is in, so more of them fall into both`,
  );
}

async function judgeAll(
  judges: readonly DetectorJudge[],
  traces: readonly Trace[],
  task: CalibrationTask,
): Promise<void> {
  const pace = new Pace(task);
  const add = async (judged: JudgedCase): Promise<void> => {
    for (const judge of judges) judge.add(judged);
    await pace.rest();
  };
  for (const [done, trace] of traces.entries()) {
    pace.step('judging', done, traces.length);
    for (const judged of casesOfTrace(trace, task.seed)) await add(judged);
  }
  // Under a seed of their own: none that was fitted to is judged on.
  for (const judged of deploymentCases(deploymentLenders(traces), task.seed + 1)) await add(judged);
}

/** The budget of the task, or the smallest that the healthy days of memory can show. */
function budgetFor(
  { budget, orSmallestShown = false }: CalibrationTask,
  scored: readonly ScoredSetting[],
): Pick<Calibration, 'budget' | 'wantedBudget'> {
  const days = scored.find(watchesMemory)?.seriesDays ?? 0;
  const wanted = budget.falseAlarmsPerSeriesDay;
  const { falseAlarmsPerSeriesDay, missingDays } = showableBudget(wanted, days);
  if (!orSmallestShown || missingDays === 0) return { budget, wantedBudget: null };
  return {
    budget: { ...budget, falseAlarmsPerSeriesDay },
    wantedBudget: { falseAlarmsPerSeriesDay: wanted, missingDays },
  };
}

/**
 * The growth forecast is judged on series with a map alone, and their healthy days are fewer: it gets the
 * smallest rate that they can show. Where no setting keeps it, its default figures are better than none.
 */
function pickGrowthForecast(
  scored: readonly ScoredSetting[],
  budget: Budget,
): Pick<Calibration, 'growthForecast' | 'growthBudget'> {
  const own = scored.filter((one) => !watchesMemory(one));
  const growthBudget = showableBudget(budget.falseAlarmsPerSeriesDay, own[0]?.seriesDays ?? 0);
  const { falseAlarmsPerSeriesDay } = growthBudget;
  const settings = chooseSetting(own, { ...budget, falseAlarmsPerSeriesDay })?.settings;
  return settings?.kind === 'growth-forecast'
    ? { growthForecast: settings, growthBudget }
    : { growthForecast: detectors['growth-forecast'].defaults, growthBudget: null };
}

function bestByKind(
  scored: readonly ScoredSetting[],
  budget: Budget,
): Map<DetectorKind, ScoredSetting> {
  const best = new Map<DetectorKind, ScoredSetting>();
  for (const kind of new Set(scored.map(({ settings }) => settings.kind))) {
    const one = chooseSetting(
      scored.filter(({ settings }) => settings.kind === kind),
      budget,
    );
    if (one !== null) best.set(kind, one);
  }
  return best;
}

/**
 * The best detector of bytes within the budget. One that tells the time left is preferred to one
 * that does not, unless it warns of fewer failures than chance explains (95 %): without a time there
 * is neither a critical nor an interval.
 */
function pickDetector(
  best: ReadonlyMap<DetectorKind, ScoredSetting>,
  budget: Budget,
  scored: readonly ScoredSetting[],
): ScoredSetting {
  const candidates = [...best.values()].filter(watchesMemory);
  const chosen = chooseSetting(candidates, budget);
  const foreseeing = chooseSetting(
    candidates.filter(({ settings }) => detectors[settings.kind].foresees),
    budget,
  );
  if (chosen !== null && foreseeing !== null) {
    const { high } = clopperPearson(foreseeing.warned, foreseeing.failures);
    return high < chosen.recall ? chosen : foreseeing;
  }
  if (chosen !== null) return chosen;
  const days = scored[0]?.seriesDays ?? 0;
  throw new SandboxError(
    'invalid',
    `no setting keeps the budget of ${budget.falseAlarmsPerSeriesDay} false alarms per series-day with a confidence of 90 %: ${days.toFixed(1)} healthy series-days were seen, at least ${(Math.LN10 / budget.falseAlarmsPerSeriesDay).toFixed(1)} are needed`,
  );
}

function watchesMemory({ settings }: ScoredSetting): boolean {
  return detectors[settings.kind].watches === 'memory';
}

import { poissonInterval } from '../src/live/calibrate/evaluate/poisson-interval.ts';
import type { JudgedCase } from '../src/live/calibrate/evaluate/judged-case.ts';
import { chooseSetting, type Budget } from '../src/live/calibrate/search/choose-setting.ts';
import { scoreSettings, type ScoredSetting } from '../src/live/calibrate/search/scored-setting.ts';
import { searchInParallel } from '../src/live/calibrate/search/search-in-parallel.ts';
import { settingGrid } from '../src/live/calibrate/search/setting-family.ts';
import type { DetectorKind, DetectorSettings } from '../src/live/detect/detectors.ts';

/** Which detector is fitted to what. */
export interface FitTask {
  readonly kind: DetectorKind;
  readonly cases: Iterable<readonly JudgedCase[]>;
  readonly slopesPerStep: readonly number[];
  readonly budget: Budget;
}

/** The setting of one detector that a calibration would choose. */
export async function fitDetector(task: FitTask): Promise<DetectorSettings> {
  return mustHave(chooseSetting(await scoresOf(task), task.budget)).settings;
}

/** As calibrations chose before: the highest recall within the budget, whatever deployments do. */
export async function fitAsBefore(task: FitTask): Promise<DetectorSettings> {
  const { falseAlarmsPerSeriesDay } = task.budget;
  const [best] = (await scoresOf(task))
    .filter(
      ({ falseAlarms, seriesDays }) =>
        poissonInterval(falseAlarms, 0.8).high <= falseAlarmsPerSeriesDay * seriesDays,
    )
    .toSorted((a, b) => b.warned - a.warned || a.falseAlarms - b.falseAlarms);
  return mustHave(best ?? null).settings;
}

async function scoresOf({
  kind,
  cases,
  slopesPerStep,
  budget: { leadMinutes },
}: FitTask): Promise<readonly ScoredSetting[]> {
  const families = settingGrid(slopesPerStep).filter(({ base }) => base.kind === kind);
  return scoreSettings(families, await searchInParallel({ families, leadMinutes }, cases));
}

function mustHave(setting: ScoredSetting | null): ScoredSetting {
  if (setting === null) throw new RangeError('expected a setting within the budget');
  return setting;
}

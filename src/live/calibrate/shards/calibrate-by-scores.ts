import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { type CalibrationTask, chooseByScores } from '../calibration/calibrate.ts';
import type { Calibration } from '../calibration/calibration.ts';
import { surveyFleet } from '../calibration/fleet-survey.ts';
import { mergeScores } from './merge-scores.ts';
import { scorePlan } from './score-plan.ts';
import type { ScoreFile } from './score-table.ts';

/** A calibration by the scores of all parts, with what harms nothing. */
export interface MergedCalibration {
  readonly calibration: Calibration;
  readonly notes: readonly string[];
}

/**
 * The calibration that `calibrate` makes in one process, byte for byte, by scores that parts wrote. The
 * same traces are given again: the choice is judged on those that nothing was fitted to.
 *
 * @throws SandboxError `invalid` as `mergeScores`, and all that `calibrate` throws
 */
export async function calibrateByScores(
  task: CalibrationTask,
  files: readonly ScoreFile[],
): Promise<MergedCalibration> {
  const [first] = files;
  if (first === undefined) throw new SandboxError('invalid', 'expected tables of scores, got none');
  const survey = surveyFleet(task.traces);
  const { seed, budget } = task;
  const { leadMinutes } = budget;
  const plan = scorePlan(survey, { count: first.plan.count, seed, leadMinutes });
  const { tallies, notes } = mergeScores(files, plan);
  return { calibration: await chooseByScores(task, survey, tallies), notes };
}

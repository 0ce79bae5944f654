import type { Calibration } from './calibration.ts';

/** Where the figures of the growth forecast come from, to stand in a sentence. */
export function growthFigures({ growthBudget }: Pick<Calibration, 'growthBudget'>): string {
  if (growthBudget === null)
    return 'the default figures, not fitted: too few series with a map that fail at a growth, or no setting that is quiet enough on them';
  const { falseAlarmsPerSeriesDay, missingDays } = growthBudget;
  const rate = `fitted to at most ${Number(falseAlarmsPerSeriesDay.toPrecision(3))} false alarms per series-day`;
  return missingDays === 0
    ? rate
    : `${rate}, the smallest that the healthy days of series with a map can show (the budget takes ${Math.ceil(missingDays)} days more)`;
}

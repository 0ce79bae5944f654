import type { GatedMeasure } from './compare-cell.ts';
import type { CompareOptions } from './compare-options.ts';
import { compareRuns } from './compare-runs.ts';
import type { ComparedRuns } from './compared-runs.ts';
import type { Comparison } from './comparison.ts';
import { judgeAb, type AbSeries } from './verdict/judge-ab.ts';
import type { RunFigures } from './figures/run-figures.ts';
import { roundValues } from './figures/timed-values.ts';

/** The four runs of an A/B measurement: two of the base, two of the head, made in turns. */
export interface AbArms {
  readonly a1: RunFigures;
  readonly a2: RunFigures;
  readonly b1: RunFigures;
  readonly b2: RunFigures;
}

/** Compares two arms that were run twice each, round by round in balanced order. Pure. */
export function compareAb(
  arms: AbArms,
  options: CompareOptions,
  as: Pick<ComparedRuns, 'names' | 'isCellVaried'> = {},
): Comparison {
  const { a1, a2, b1, b2 } = arms;
  const runs = { baseline: [a1, a2], candidate: [b1, b2], acceptances: [], ...as } as const;
  return compareRuns(runs, options, (measures) => {
    const verdicts = judgeAb(
      measures.map((measure) => seriesOf(measure, arms)),
      options,
    );
    return measures.flatMap(({ cell, metric, isGated }, index) => {
      const verdict = verdicts[index];
      const { name, unit } = metric;
      return verdict ? [{ cell, metric: name, unit, class: 'timed', isGated, verdict }] : [];
    });
  });
}

/** Rounds meet by their number: the four processes of one round ran next to each other. */
function seriesOf({ cell, metric }: GatedMeasure, { a1, a2, b1, b2 }: AbArms): AbSeries {
  const values = [a1, a2, b1, b2].map((run) => valuesByRound(run, cell, metric));
  const [first, second, third, fourth] = values;
  const numbers = new Set(values.flatMap((arm) => Array.from(arm.keys())));
  return {
    metric: metric.name,
    unit: metric.unit,
    worse: metric.worse,
    rounds: Array.from(numbers)
      .toSorted((a, b) => a - b)
      .map((round) => ({
        a1: first?.get(round) ?? null,
        a2: second?.get(round) ?? null,
        b1: third?.get(round) ?? null,
        b2: fourth?.get(round) ?? null,
      })),
  };
}

function valuesByRound(
  run: RunFigures,
  id: string,
  metric: GatedMeasure['metric'],
): ReadonlyMap<number, number | null> {
  const cell = run.cells.find((one) => one.cell.id === id);
  const values = cell === undefined ? [] : roundValues(run, cell, metric);
  return new Map(values.map(({ round, value }) => [round, value]));
}

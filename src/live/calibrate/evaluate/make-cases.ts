import {
  learnHistory,
  type HistoryScales,
  type SeriesHistory,
} from '../../detect/series-history.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import type { CurveSource } from '../fleet/curve-source.ts';
import { graftFailure } from '../fleet/graft-failure.ts';
import type { Trace } from '../../trace/trace.ts';
import type { JudgedCase } from './judged-case.ts';
import { seriesHash } from './split-series.ts';

/** Minutes that the failures last which are put onto recorded noise. */
export const graftDurations: readonly number[] = [45, 60, 90, 120, 240, 480, 1200];

const leadInMinutes = 1440;

/** The first half of a trace is its history, the second half is judged. */
export function splitInTime(trace: Trace, scales: HistoryScales): JudgedCase {
  const last = trace.minutes.at(-1) ?? 0;
  const half = Math.min(last / 2, trace.label?.onsetMinute ?? Infinity);
  return {
    trace,
    history: learnHistory(trace, scales, -Infinity, half),
    judgeFromMinute: half,
  };
}

/**
 * Failures on the noise of the second half of healthy traces: every curve and duration once per
 * trace, from a random level of 30 to 60 % at a random time, a day of healthy lead-in before it. The
 * history is the first half, moved to the same level. A trace too short for a failure gets none.
 */
export function graftCases(
  traces: readonly Trace[],
  scales: HistoryScales,
  seed: number,
  curvesFor: CurveSource,
): JudgedCase[] {
  const cases: JudgedCase[] = [];
  for (const trace of traces) {
    // By the name: a series fails alike whatever others there are.
    const random = seededRandom(seed, seriesHash(trace.id));
    const last = trace.minutes.at(-1) ?? 0;
    const earliest = last / 2 + leadInMinutes;
    const history = learnHistory(trace, scales, -Infinity, last / 2);
    for (const durationMinutes of graftDurations) {
      for (const curve of curvesFor(random)) {
        const room = last - earliest - durationMinutes;
        if (room <= 0) continue;
        const onsetMinute = earliest + random() * room;
        const basePercent = 30 + 30 * random();
        const graft = { curve, durationMinutes, basePercent, onsetMinute, leadInMinutes };
        const { trace: grafted, shiftPercent } = graftFailure(trace, graft);
        cases.push({
          trace: grafted,
          history: shiftHistory(history, shiftPercent),
          judgeFromMinute: leadInMinutes,
        });
      }
    }
  }
  return cases;
}

function shiftHistory(history: SeriesHistory, shiftPercent: number): SeriesHistory {
  return {
    ...history,
    meanPercent: history.meanPercent + shiftPercent,
    highestPercent: history.highestPercent + shiftPercent,
  };
}

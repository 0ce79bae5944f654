import { type DetectorSettings, thresholdOf } from '../../detect/detectors.ts';
import { judgeCase, type CaseOutcome } from '../evaluate/case-outcome.ts';
import { canJudge, isItsOwn } from '../evaluate/evaluate-detector.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import { lowestInRow, scorePoints } from '../evaluate/score-points.ts';
import { splitSeries } from '../evaluate/split-series.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Calibration } from './calibration.ts';
import { casesOf } from './cases-of.ts';

/** A case of the part to judge that says something about a calibration. */
export interface ExampleCase {
  readonly role: 'warned' | 'missed' | 'doubling' | 'false-alarm';
  readonly judged: JudgedCase;
}

interface Judged {
  readonly judged: JudgedCase;
  readonly outcome: CaseOutcome;
}

/**
 * What a calibration looks like on series that it was not fitted to: the failure with the median
 * lead, the one that was missed by most, the doubling with the median lead, and the series with most
 * false alarms, where there are any.
 *
 * @param traces all that the calibration was made from, or at least those to judge on
 */
export function exampleCases(
  { detector, growthForecast, provenance, budget }: Calibration,
  traces: readonly Trace[],
): ExampleCase[] {
  const cases = casesOf(splitSeries(traces).judge, provenance.seed);
  const byBytes = judgeAll(detector, cases);
  const byGrowth = judgeAll(growthForecast, cases);
  const isMissed = ({ outcome }: Judged): boolean => leadOf(outcome) < budget.leadMinutes;
  const failures = byBytes.filter(({ outcome }) => outcome.failure !== null);
  const examples: readonly (readonly [ExampleCase['role'], Judged | undefined])[] = [
    ['warned', medianByLead(failures.filter((one) => !isMissed(one)))],
    ['missed', failures.filter(isMissed).toSorted(byLead)[0]],
    ['doubling', medianByLead(byGrowth.filter(({ outcome }) => outcome.failure !== null))],
    ['false-alarm', worst(byBytes)],
  ];
  return examples.flatMap(([role, one]) =>
    one === undefined ? [] : [{ role, judged: one.judged }],
  );
}

function judgeAll(settings: DetectorSettings, cases: readonly JudgedCase[]): Judged[] {
  return cases
    .filter(
      (judged) =>
        canJudge(settings, judged) &&
        (judged.trace.ending.kind === 'never' ||
          isItsOwn(settings, judged.trace.label?.kind ?? 'unlabelled')),
    )
    .map((judged) => {
      const { minutes, scores } = scorePoints(settings, judged);
      const points = { minutes, scores: lowestInRow(scores, settings.pointsInRow) };
      return { judged, outcome: judgeCase(judged, points, thresholdOf(settings)) };
    });
}

function leadOf({ failure }: CaseOutcome): number {
  return failure?.leadMinutes ?? 0;
}

function byLead(a: Judged, b: Judged): number {
  return leadOf(a.outcome) - leadOf(b.outcome);
}

function medianByLead(cases: readonly Judged[]): Judged | undefined {
  return cases.toSorted(byLead)[Math.floor(cases.length / 2)];
}

function worst(cases: readonly Judged[]): Judged | undefined {
  return cases
    .filter(({ outcome }) => outcome.failure === null && outcome.falseAlarms > 0)
    .toSorted((a, b) => b.outcome.falseAlarms - a.outcome.falseAlarms)[0];
}

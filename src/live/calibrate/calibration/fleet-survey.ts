import { median } from '../../../base/stats/median.ts';
import { historyScales } from '../../detect/series-history.ts';
import type { Trace } from '../../trace/trace.ts';
import { splitInTime } from '../evaluate/make-cases.ts';
import { partOfSeries } from '../evaluate/split-series.ts';
import { traceDigest } from '../evaluate/trace-digest.ts';
import type { Provenance } from './calibration.ts';
import { deploymentLenders } from './cases-of.ts';

/** What all series together say before any is scored. */
export interface FleetSurvey {
  /** By part and name, whatever order they came in. */
  readonly series: Provenance['series'];
  /** Median over the series to fit of their steepest healthy slope on each window over their mean step. */
  readonly slopesPerStep: readonly number[];
  /** Series to fit whose noise deployments get. */
  readonly lenders: readonly Trace[];
}

/** Surveys a fleet series by series; of those to fit it holds the few that lend their noise. */
export class FleetSurveyor {
  readonly #series: Provenance['series'][number][] = [];
  readonly #ratios: readonly number[][] = historyScales.windowsMinutes.map(() => []);
  #lenders: readonly Trace[] = [];

  add(trace: Trace): void {
    const part = partOfSeries(trace.id);
    this.#series.push({ id: trace.id, digest: traceDigest(trace), part });
    if (part === 'judge') return;
    const { history } = splitInTime(trace, historyScales);
    for (const [window, ratios] of this.#ratios.entries()) {
      const slope = history?.steepestSlopes[window] ?? null;
      if (history !== null && slope !== null && history.meanStepPercent !== 0)
        ratios.push(slope / history.meanStepPercent);
    }
    this.#lenders = deploymentLenders([...this.#lenders, trace]);
  }

  survey(): FleetSurvey {
    return {
      series: this.#series.toSorted(
        (a, b) => compare(a.part, b.part) || compare(a.id, b.id) || compare(a.digest, b.digest),
      ),
      slopesPerStep: this.#ratios.map((ratios) => (ratios.length === 0 ? 1 : median(ratios))),
      lenders: this.#lenders,
    };
  }
}

/** A survey of traces that are held. */
export function surveyFleet(traces: readonly Trace[]): FleetSurvey {
  const surveyor = new FleetSurveyor();
  for (const trace of traces) surveyor.add(trace);
  return surveyor.survey();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

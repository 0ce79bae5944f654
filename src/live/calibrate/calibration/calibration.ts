import type { DetectorSettings } from '../../detect/detectors.ts';
import type { GrowthForecastSettings } from '../../detect/detectors/growth-forecast.ts';
import type { Evaluation } from '../evaluate/evaluate-detector.ts';
import type { ForecastInterval } from '../interval/forecast-interval.ts';
import type { GrowthInterval } from '../interval/growth-interval.ts';
import type { Budget, ShownBudget } from '../search/choose-setting.ts';
import type { ScoredSetting } from '../search/scored-setting.ts';

/** The version of the document that this program writes and reads. */
export const calibrationVersion = 3;

/** `calibration.json`: figures fitted to one part of the traces, and their quality on the other. */
export interface Calibration {
  readonly kind: 'mapswell-calibration';
  readonly version: typeof calibrationVersion;
  readonly mapswell: string;
  readonly budget: Budget;
  /** The default budget, where the days seen could not show it; then `budget` is the smallest they could. */
  readonly wantedBudget: ShownBudget | null;
  /** The detector of bytes that the budget picked. */
  readonly detector: DetectorSettings;
  /** As fitted, or its default figures. */
  readonly growthForecast: GrowthForecastSettings;
  /**
   * The rate that the growth forecast was picked by: the wanted one, or the smallest that the healthy
   * days of series with a map can show. `null` where its figures are the default ones: no series to fit
   * had a map and a failure, or no setting keeps that rate.
   */
  readonly growthBudget: ShownBudget | null;
  /** 90 % interval of the time to exhaustion at an alarm; `null` with too few failures. */
  readonly interval: ForecastInterval | null;
  /** The same of the time to a growth that does not fit. */
  readonly growthInterval: GrowthInterval;
  /** The best setting of every detector within the budget, on the part it was not fitted to. */
  readonly judged: readonly Evaluation[];
  /** The design's own numbers on the same part, with what was claimed for them. */
  readonly preset: {
    readonly evaluation: Evaluation;
    readonly claim: { readonly leadMinutes: number; readonly warned: number; readonly of: number };
  };
  /** No setting beats these in false alarms, recall and lead, on the part to fit. */
  readonly front: readonly ScoredSetting[];
  readonly provenance: Provenance;
}

/** What a calibration was made from: enough to refuse a report on the same. */
export interface Provenance {
  readonly seed: number;
  readonly settingsTried: number;
  readonly series: readonly {
    readonly id: string;
    readonly digest: string;
    readonly part: 'fit' | 'judge';
  }[];
  /** Failures of how many minutes and which shapes were put onto the noise of healthy series. */
  readonly grafts: {
    readonly durationsMinutes: readonly number[];
    readonly shapes: readonly string[];
    /** Curves drawn for every series and duration, for the interval. */
    readonly drawnShapes: number;
  };
}

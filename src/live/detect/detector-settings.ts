/** Slope of the last three EWMA points above a fixed figure: the rule that the product started from. */
export interface SourceRuleSettings {
  readonly kind: 'source-rule';
  readonly alpha: number;
  readonly samplingMinutes: number;
  readonly slopePercentPerMinute: number;
  readonly pointsInRow: number;
}

/** Upper EWMA control chart of the level, against mean and deviation of the healthy history. */
export interface EwmaChartSettings {
  readonly kind: 'ewma-chart';
  readonly alpha: number;
  readonly samplingMinutes: number;
  /** In standard deviations of the stationary EWMA. */
  readonly limitSigmas: number;
  /** Points at the start of a series that stand in for a missing history. */
  readonly baselinePoints: number;
  readonly pointsInRow: number;
}

/** EWMA slope that is both above a figure and reaches the limit within a horizon. */
export interface EwmaSlopeSettings {
  readonly kind: 'ewma-slope';
  readonly alpha: number;
  readonly samplingMinutes: number;
  readonly slopePercentPerMinute: number;
  readonly horizonMinutes: number;
  readonly pointsInRow: number;
}

/** Holt's level and trend, extrapolated to the limit. */
export interface HoltSettings {
  readonly kind: 'holt';
  readonly alpha: number;
  readonly beta: number;
  readonly samplingMinutes: number;
  readonly horizonMinutes: number;
  readonly pointsInRow: number;
}

/** `predict_linear(x[window], horizon) > 100`, for some points in a row. */
export interface PredictLinearSettings {
  readonly kind: 'predict-linear';
  readonly windowMinutes: number;
  readonly horizonMinutes: number;
  readonly pointsInRow: number;
}

/** Level above a figure. */
export interface StaticThresholdSettings {
  readonly kind: 'static-threshold';
  readonly thresholdPercent: number;
  readonly pointsInRow: number;
}

/** Slope on several time scales against the series' own healthy history, within a horizon. */
export interface MultiScaleSettings {
  readonly kind: 'multi-scale';
  readonly samplingMinutes: number;
  /** Windows of the regression, shortest first. */
  readonly windowsMinutes: readonly number[];
  /** The slope must exceed this many times the steepest of the healthy history. */
  readonly margin: number;
  /** What the margin is multiplied by once the level is above all of the healthy history. */
  readonly newHighFactor: number;
  /**
   * Steepest healthy slope on each window over the mean step from point to point: what a series
   * without history is held against.
   */
  readonly slopesPerStep: readonly number[];
  readonly horizonMinutes: number;
  readonly pointsInRow: number;
}

/** EWMA of the entry rate against the map's next growth, its peak bytes and the limit. */
export interface GrowthForecastSettings {
  readonly kind: 'growth-forecast';
  readonly alpha: number;
  readonly samplingMinutes: number;
  readonly horizonMinutes: number;
  /** Entries must be at this share of the most the map has held, or more: below, it only refills. */
  readonly nearHighShare: number;
  /** Percent of the limit by which the peak must fail to fit; negative warns of near misses. */
  readonly marginPercent: number;
  readonly pointsInRow: number;
}

/** Every detector with all of its figures. */
export type DetectorSettings =
  | SourceRuleSettings
  | EwmaChartSettings
  | EwmaSlopeSettings
  | HoltSettings
  | PredictLinearSettings
  | StaticThresholdSettings
  | MultiScaleSettings
  | GrowthForecastSettings;

export type DetectorKind = DetectorSettings['kind'];

/** The score above which a detector of these settings raises its alarm. */
export function thresholdOf(settings: DetectorSettings): number {
  switch (settings.kind) {
    case 'source-rule':
    case 'ewma-slope':
      return settings.slopePercentPerMinute;
    case 'ewma-chart':
      return settings.limitSigmas;
    case 'holt':
    case 'predict-linear':
    case 'growth-forecast':
      return -settings.horizonMinutes;
    case 'static-threshold':
      return settings.thresholdPercent;
    case 'multi-scale':
      break;
  }
  return settings.margin;
}

/** Whether a detector tells the time to exhaustion, and not only that something is unusual. */
export function foresees({ kind }: Pick<DetectorSettings, 'kind'>): boolean {
  return kind !== 'ewma-chart' && kind !== 'static-threshold';
}

import type {
  AnySettings,
  DetectorDefinition,
  SeriesContext,
  SettingGrid,
} from './detector-definition.ts';
import type { Detector } from './detector.ts';
import { confirmedRise, type ConfirmedRiseSettings } from './detectors/confirmed-rise.ts';
import { ewmaChart, type EwmaChartSettings } from './detectors/ewma-chart.ts';
import { ewmaSlope, type EwmaSlopeSettings } from './detectors/ewma-slope.ts';
import { growthForecast, type GrowthForecastSettings } from './detectors/growth-forecast.ts';
import { holt, type HoltSettings } from './detectors/holt.ts';
import { multiScale, type MultiScaleSettings } from './detectors/multi-scale.ts';
import { predictLinear, type PredictLinearSettings } from './detectors/predict-linear.ts';
import { sourceRule, type SourceRuleSettings } from './detectors/source-rule.ts';
import { staticThreshold, type StaticThresholdSettings } from './detectors/static-threshold.ts';

/** Every detector with all of its figures. */
export type DetectorSettings =
  | SourceRuleSettings
  | EwmaChartSettings
  | EwmaSlopeSettings
  | HoltSettings
  | PredictLinearSettings
  | StaticThresholdSettings
  | MultiScaleSettings
  | ConfirmedRiseSettings
  | GrowthForecastSettings;

export type DetectorKind = DetectorSettings['kind'];

/** The settings of each kind. */
export type SettingsByKind = { [S in DetectorSettings as S['kind']]: S };

/** Every detector, in the order in which searches and tables have them: its file says all of it. */
export const detectors: {
  readonly [Kind in DetectorKind]: DetectorDefinition<SettingsByKind[Kind]>;
} = {
  'source-rule': sourceRule,
  'ewma-slope': ewmaSlope,
  'ewma-chart': ewmaChart,
  holt,
  'predict-linear': predictLinear,
  'static-threshold': staticThreshold,
  'multi-scale': multiScale,
  'confirmed-rise': confirmedRise,
  'growth-forecast': growthForecast,
};

/** Every detector with figures from the literature and the field; those of the confirmed rise were fitted. */
export const defaultDetectors: readonly DetectorSettings[] = Object.values(detectors).map(
  ({ defaults }) => defaults,
);

/**
 * Makes a detector in its initial state.
 *
 * @throws SandboxError `input` for a detector of maps on a series without one
 */
export function createDetector(settings: DetectorSettings, context: SeriesContext): Detector {
  return createOf(settings.kind, settings, context);
}

/** The score above which a detector of these settings raises its alarm. */
export function thresholdOf(settings: DetectorSettings): number {
  return thresholdIn(settings.kind, settings);
}

/** The settings of a grid at one threshold. */
export function settingsAt(
  { base }: SettingGrid<DetectorSettings>,
  threshold: number,
  pointsInRow: number,
): DetectorSettings {
  return settingsIn(base.kind, base, threshold, pointsInRow);
}

// The compiler relates a kind to its settings through one type parameter only.

function createOf<Kind extends DetectorKind>(
  kind: Kind,
  settings: SettingsByKind[Kind],
  context: SeriesContext,
): Detector {
  return detectors[kind].create(settings, context);
}

function thresholdIn<Kind extends DetectorKind>(
  kind: Kind,
  settings: SettingsByKind[Kind],
): number {
  return thresholdBy(detectors[kind], settings);
}

function settingsIn<Kind extends DetectorKind>(
  kind: Kind,
  base: SettingsByKind[Kind],
  threshold: number,
  pointsInRow: number,
): SettingsByKind[Kind] {
  return settingsBy(detectors[kind], base, threshold, pointsInRow);
}

function thresholdBy<S extends AnySettings>(
  { threshold: { key, isMinutesLeft } }: DetectorDefinition<S>,
  settings: S,
): number {
  const figure = Number(settings[key]);
  return isMinutesLeft ? -figure : figure;
}

function settingsBy<S extends AnySettings>(
  { threshold: { key, isMinutesLeft } }: DetectorDefinition<S>,
  base: S,
  threshold: number,
  pointsInRow: number,
): S {
  return { ...base, [key]: isMinutesLeft ? -threshold : threshold, pointsInRow };
}

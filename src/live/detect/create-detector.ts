import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { DetectorSettings } from './detector-settings.ts';
import type { Detector } from './detector.ts';
import { EwmaChartDetector } from './ewma-chart.ts';
import { EwmaSlopeHorizon } from './ewma-slope-horizon.ts';
import { GrowthForecast } from './growth-forecast.ts';
import type { GrowthModel } from './growth-model.ts';
import { Holt } from './holt.ts';
import { MultiScale } from './multi-scale.ts';
import { PredictLinear } from './predict-linear.ts';
import type { SeriesHistory } from './series-history.ts';
import { SourceRule } from './source-rule.ts';
import { StaticThreshold } from './static-threshold.ts';

/** What a detector may know of the series that it watches. */
export interface SeriesContext {
  readonly history: SeriesHistory | null;
  readonly growth: SeriesGrowth | null;
}

/** The map behind a series and the limit of its memory, for the growth forecast. */
export interface SeriesGrowth {
  readonly model: GrowthModel;
  readonly limitBytes: number;
}

/**
 * Makes a detector in its initial state.
 *
 * @throws SandboxError `input` for a growth forecast on a series without a map
 */
export function createDetector(settings: DetectorSettings, context: SeriesContext): Detector {
  switch (settings.kind) {
    case 'source-rule':
      return new SourceRule(settings);
    case 'ewma-chart':
      return new EwmaChartDetector(settings, context.history);
    case 'ewma-slope':
      return new EwmaSlopeHorizon(settings);
    case 'holt':
      return new Holt(settings);
    case 'predict-linear':
      return new PredictLinear(settings);
    case 'static-threshold':
      return new StaticThreshold(settings);
    case 'multi-scale':
      return new MultiScale(settings, context.history);
    case 'growth-forecast':
      break;
  }
  if (context.growth === null) {
    throw new SandboxError(
      'input',
      'expected a trace with a map, its entries and a limit in bytes for the growth forecast',
    );
  }
  return new GrowthForecast(settings, context.growth.model, context.growth.limitBytes);
}

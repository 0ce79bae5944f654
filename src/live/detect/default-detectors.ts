import type { DetectorSettings } from './detector-settings.ts';
import { designPreset } from './preset-source-rule.ts';

/** Every detector with figures from the literature and the field: nothing here was fitted. */
export const defaultDetectors: readonly DetectorSettings[] = [
  designPreset.settings,
  {
    kind: 'ewma-chart',
    alpha: 0.15,
    samplingMinutes: 8,
    limitSigmas: 2.646,
    baselinePoints: 180,
    pointsInRow: 1,
  },
  {
    kind: 'ewma-slope',
    alpha: 0.15,
    samplingMinutes: 8,
    slopePercentPerMinute: 0.021,
    horizonMinutes: 240,
    pointsInRow: 3,
  },
  {
    kind: 'holt',
    alpha: 0.3,
    beta: 0.1,
    samplingMinutes: 2,
    horizonMinutes: 90,
    pointsInRow: 1,
  },
  { kind: 'predict-linear', windowMinutes: 30, horizonMinutes: 90, pointsInRow: 5 },
  { kind: 'static-threshold', thresholdPercent: 90, pointsInRow: 5 },
  {
    kind: 'multi-scale',
    samplingMinutes: 2,
    windowsMinutes: [15, 30, 60, 180],
    margin: 1.6,
    newHighFactor: 0.5,
    slopesPerStep: [0.86, 0.33, 0.16, 0.067],
    horizonMinutes: 480,
    pointsInRow: 1,
  },
  {
    kind: 'growth-forecast',
    alpha: 0.1,
    samplingMinutes: 1,
    horizonMinutes: 60,
    nearHighShare: 0.98,
    marginPercent: -2,
    pointsInRow: 3,
  },
];

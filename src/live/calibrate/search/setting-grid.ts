import type { HistoryScales } from '../../detect/series-history.ts';
import type { SettingFamily } from './setting-family.ts';

const slopes = [
  0.005, 0.01, 0.015, 0.021, 0.03, 0.04, 0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4,
] as const;
const alphas = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5] as const;
const samplings = [1, 2, 4, 8] as const;
const horizons = [480, 360, 240, 180, 150, 120, 90, 75, 60, 45, 30].map((minutes) => -minutes);
const margins = [0.8, 0.9, 1, 1.1, 1.25, 1.4, 1.5, 1.6, 1.7, 1.85, 2, 2.25, 2.5, 3] as const;
const rows = [1, 2, 3, 5] as const;

/** Windows and sampling of the multi-scale slope, and so of every history. */
export const historyScales: HistoryScales = {
  windowsMinutes: [15, 30, 60, 180],
  samplingMinutes: 2,
};

/**
 * What a search tries: about 10,000 settings of all detectors.
 *
 * @param slopesPerStep of the multi-scale slope, learned from the histories of the part to fit
 */
export function settingGrid(slopesPerStep: readonly number[]): SettingFamily[] {
  return [
    ...sourceRules(),
    ...ewmaSlopes(),
    ...ewmaCharts(),
    ...holts(),
    ...linearPredictions(),
    ...staticThresholds(),
    ...multiScales(slopesPerStep),
    ...growthForecasts(),
  ];
}

function sourceRules(): SettingFamily[] {
  return combine(alphas, samplings).map(([alpha, samplingMinutes]) => ({
    base: {
      kind: 'source-rule',
      alpha,
      samplingMinutes,
      slopePercentPerMinute: 0,
      pointsInRow: 1,
    },
    thresholds: slopes,
    pointsInRow: rows,
  }));
}

function ewmaSlopes(): SettingFamily[] {
  return combine(alphas, samplings).flatMap(([alpha, samplingMinutes]) =>
    [60, 120, 240, 480].map((horizonMinutes): SettingFamily => ({
      base: {
        kind: 'ewma-slope',
        alpha,
        samplingMinutes,
        slopePercentPerMinute: 0,
        horizonMinutes,
        pointsInRow: 1,
      },
      thresholds: slopes,
      pointsInRow: rows,
    })),
  );
}

function ewmaCharts(): SettingFamily[] {
  return combine([0.05, 0.1, 0.15, 0.3], [2, 8]).map(([alpha, samplingMinutes]) => ({
    base: {
      kind: 'ewma-chart',
      alpha,
      samplingMinutes,
      limitSigmas: 0,
      baselinePoints: 180,
      pointsInRow: 1,
    },
    thresholds: [3, 5, 8, 12, 16, 20, 30, 40, 60, 80],
    pointsInRow: [1, 3],
  }));
}

function holts(): SettingFamily[] {
  return combine([0.1, 0.2, 0.3, 0.4, 0.5], [1, 2, 4]).flatMap(([alpha, samplingMinutes]) =>
    [0.05, 0.1, 0.2].map((beta): SettingFamily => ({
      base: { kind: 'holt', alpha, beta, samplingMinutes, horizonMinutes: 0, pointsInRow: 1 },
      thresholds: horizons,
      pointsInRow: [1, 2, 3],
    })),
  );
}

function linearPredictions(): SettingFamily[] {
  return [15, 30, 60, 120, 180].map((windowMinutes) => ({
    base: { kind: 'predict-linear', windowMinutes, horizonMinutes: 0, pointsInRow: 1 },
    thresholds: horizons,
    pointsInRow: [1, 3, 5, 15],
  }));
}

function staticThresholds(): SettingFamily[] {
  return [
    {
      base: { kind: 'static-threshold', thresholdPercent: 0, pointsInRow: 1 },
      thresholds: [60, 65, 70, 75, 80, 85, 90, 92, 94, 95, 96, 97, 98],
      pointsInRow: [2, 5, 15],
    },
  ];
}

function multiScales(slopesPerStep: readonly number[]): SettingFamily[] {
  return combine([1, 0.8, 0.7, 0.6, 0.5], [120, 240, 480]).map(
    ([newHighFactor, horizonMinutes]) => ({
      base: {
        kind: 'multi-scale',
        ...historyScales,
        margin: 0,
        newHighFactor,
        slopesPerStep,
        horizonMinutes,
        pointsInRow: 1,
      },
      thresholds: margins,
      pointsInRow: rows,
    }),
  );
}

function growthForecasts(): SettingFamily[] {
  return combine([0.05, 0.1, 0.2, 0.4], [-4, -3, -2, -1, 0, 1]).flatMap(([alpha, marginPercent]) =>
    [0.95, 0.98].map((nearHighShare): SettingFamily => ({
      base: {
        kind: 'growth-forecast',
        alpha,
        samplingMinutes: 1,
        horizonMinutes: 0,
        nearHighShare,
        marginPercent,
        pointsInRow: 1,
      },
      thresholds: horizons,
      pointsInRow: [1, 3, 5],
    })),
  );
}

function combine<A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] {
  return first.flatMap((a) => second.map((b) => [a, b] as const));
}

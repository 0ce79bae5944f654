import {
  defaultDetectors,
  detectors,
  type DetectorKind,
  type DetectorSettings,
} from '../../../src/live/detect/detectors.ts';
import { defaultGrowthInterval } from '../../../src/live/calibrate/interval/growth-interval.ts';
import { designPreset } from '../../../src/live/detect/detectors/source-rule.ts';
import type { Calibration } from '../../../src/live/calibrate/calibration/calibration.ts';
import { evaluateDetector } from '../../../src/live/calibrate/evaluate/evaluate-detector.ts';

/** Settings from the field of one kind of detector. */
export function settingsOf(kind: DetectorKind): DetectorSettings {
  const settings = defaultDetectors.find((one) => one.kind === kind);
  if (settings === undefined) throw new Error(`no settings of kind ${kind}`);
  return settings;
}

/** A calibration that chose a detector, with nothing measured. */
export function madeCalibration(kind: DetectorKind): Calibration {
  return {
    kind: 'mapswell-calibration',
    version: 3,
    mapswell: '0.0.0',
    budget: { falseAlarmsPerSeriesDay: 0.1, leadMinutes: 23 },
    wantedBudget: null,
    detector: settingsOf(kind),
    growthForecast: detectors['growth-forecast'].defaults,
    growthBudget: { falseAlarmsPerSeriesDay: 0.1, missingDays: 0 },
    interval: null,
    growthInterval: defaultGrowthInterval,
    judged: [],
    preset: {
      evaluation: evaluateDetector(designPreset.settings, [], 23),
      claim: designPreset.claim,
    },
    front: [],
    provenance: {
      seed: 1,
      settingsTried: 0,
      series: [],
      grafts: { durationsMinutes: [], shapes: [], drawnShapes: 0 },
    },
  };
}

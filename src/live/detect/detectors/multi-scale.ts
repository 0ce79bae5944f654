import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import type { Detector, Sample } from '../detector.ts';
import { formatMinutes, formatPercent, formatSlope } from '../format-figures.ts';
import { ScaleSlopes, type SlopeSource } from '../scale-slopes.ts';
import { SteepestRise } from '../steepest-rise.ts';
import { type HistoryScales, historyScales, type SeriesHistory } from '../series-history.ts';
import { combine, type DetectorDefinition, triedRows } from '../detector-definition.ts';

/** Slope on several time scales against the series' own healthy history, within a horizon. */
export interface MultiScaleSettings extends HistoryScales {
  readonly kind: 'multi-scale';
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

/**
 * The steepest of several slopes, each against the steepest of the series' own healthy history on
 * the same window, and only if the limit is within the horizon. The score is that ratio, divided by
 * the new-high factor while the level is above all of the history. A series without history is held
 * against its own steps from point to point, times what that ratio was in the series fitted to.
 */
export class MultiScale implements Detector {
  readonly #settings: MultiScaleSettings;
  readonly #slopes: SlopeSource;
  readonly #rise: SteepestRise;
  readonly #highest: number;
  #isNewHigh = false;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

  constructor(
    settings: MultiScaleSettings,
    history: SeriesHistory | null,
    slopes: SlopeSource = new ScaleSlopes(settings.windowsMinutes, settings.samplingMinutes),
  ) {
    this.#settings = settings;
    this.#slopes = slopes;
    this.#rise = new SteepestRise(settings, history, slopes, -Infinity);
    this.#highest = history?.highestPercent ?? Infinity;
  }

  push(sample: Sample): boolean {
    if (!this.#slopes.push(sample)) return false;
    this.#isNewHigh = this.#slopes.value > this.#highest;
    this.#rise.find();
    this.minutesLeft = this.#rise.minutesLeft;
    this.score = this.#rise.ratio / (this.#isNewHigh ? this.#settings.newHighFactor : 1);
    return true;
  }

  explain(): string {
    const { windowsMinutes, margin, newHighFactor } = this.#settings;
    const slope = this.#slopes.slopes[this.#rise.scale] ?? Number.NaN;
    const needed = this.#isNewHigh ? margin * newHighFactor : margin;
    const high = this.#isNewHigh ? ' at the highest level ever' : '';
    return `Over ${formatMinutes(windowsMinutes[this.#rise.scale] ?? 0)} memory rises ${formatSlope(slope)}, ${(slope / this.#rise.reference).toFixed(2)} times the steepest healthy rise of ${formatSlope(this.#rise.reference)} where ${Number(needed.toFixed(3))} are allowed${high}: ${formatPercent(this.#slopes.levels[this.#rise.scale] ?? 0)} now, full in ${formatMinutes(this.minutesLeft)}.`;
  }
}

const defaults: MultiScaleSettings = {
  kind: 'multi-scale',
  ...historyScales,
  margin: 1.6,
  newHighFactor: 0.5,
  slopesPerStep: [0.86, 0.33, 0.16, 0.067],
  horizonMinutes: 480,
  pointsInRow: 1,
};

export const multiScale: DetectorDefinition<MultiScaleSettings> = {
  schema: schemaOf<MultiScaleSettings>('multi-scale')(
    z.strictObject({
      kind: z.literal('multi-scale'),
      samplingMinutes: fields.minutes,
      windowsMinutes: z.array(fields.minutes).min(1),
      margin: fields.number,
      newHighFactor: fields.number.positive(),
      slopesPerStep: z.array(fields.number),
      horizonMinutes: fields.minutes,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'margin', isMinutesLeft: false },
  scale: { title: 'Multi-scale slope', axis: 'times the steepest healthy rise' },
  foresees: true,
  watches: 'memory',
  thinning: 'mean',
  grid: (slopesPerStep) =>
    combine([1, 0.8, 0.7, 0.6, 0.5], [120, 240, 480]).map(([newHighFactor, horizonMinutes]) => ({
      base: { ...defaults, newHighFactor, slopesPerStep, horizonMinutes },
      thresholds: [0.8, 0.9, 1, 1.1, 1.25, 1.4, 1.5, 1.6, 1.7, 1.85, 2, 2.25, 2.5, 3],
      pointsInRow: triedRows,
    })),
  create: (settings, { history }) => new MultiScale(settings, history),
};

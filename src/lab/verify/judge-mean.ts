/** A figure of fresh maps: its mean over real maps, and over reference maps. */
export interface MeanPair {
  readonly real: number;
  readonly realMaps: number;
  readonly modelled: number;
  readonly modelledMaps: number;
  /** Standard deviation of the figure of one map, as the reference maps show it. */
  readonly deviation: number;
  /** What the real mean may have of other things than the maps. */
  readonly foreign: number;
}

export interface MeanVerdict {
  /** The difference of the means, as a share of the modelled one. */
  readonly share: number;
  /** The share that chance explains. */
  readonly chance: number;
  readonly isEqual: boolean;
}

/** The share of the modelled mean by which the real one may differ. */
export const meanTolerance: number = 0.002;
/** A mean is not the expectation: what chance alone explains is no difference. */
const standardErrors = 5;

/** Equal are means that differ by no more than 0.2 %, or by no more than their spread explains. */
export function judgeMean(pair: MeanPair): MeanVerdict {
  const { real, modelled, deviation, foreign } = pair;
  const share = Math.abs(real - modelled) / modelled;
  const standardError = deviation * Math.sqrt(1 / pair.realMaps + 1 / pair.modelledMaps);
  const chance = (standardErrors * standardError) / modelled;
  return { share, chance, isEqual: share <= Math.max(meanTolerance, chance + foreign / modelled) };
}

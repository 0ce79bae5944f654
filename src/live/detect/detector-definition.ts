import type { z } from 'zod';
import type { Detector } from './detector.ts';
import type { GrowthModel } from './growth-model.ts';
import type { SeriesHistory } from './series-history.ts';

/** What the settings of every detector have. */
export interface AnySettings {
  readonly kind: string;
  /** Points in a row that must be above the threshold. */
  readonly pointsInRow: number;
}

/** The map behind a series and the limit of its memory, for detectors that watch the map. */
export interface SeriesGrowth {
  readonly model: GrowthModel;
  readonly limitBytes: number;
}

/** What a detector may know of the series that it watches. */
export interface SeriesContext {
  readonly history: SeriesHistory | null;
  readonly growth: SeriesGrowth | null;
}

/** Settings that differ in threshold and points in a row only: one pass over a trace serves all. */
export interface SettingGrid<S> {
  /** Its own threshold and points in a row are ignored. */
  readonly base: S;
  /** Rising, as scores are. */
  readonly thresholds: readonly number[];
  /** Rising. */
  readonly pointsInRow: readonly number[];
}

/** Names of the settings that are one number. */
type NumberKey<S> = {
  [Key in keyof S]: S[Key] extends number ? Key : never;
}[keyof S];

/** A schema of settings that tells by their kind whether it is meant. */
export type SettingsSchema<S> = z.ZodType<S> & {
  readonly _zod: Pick<z.core.$ZodTypeDiscriminable['_zod'], 'propValues'>;
};

/** All there is to know of one kind of detector; `detectors` has one of each kind. */
export interface DetectorDefinition<S extends AnySettings> {
  /** A calibration is read back by it. */
  readonly schema: SettingsSchema<S>;
  /** From the literature and the field: nothing here was fitted. */
  readonly defaults: S;
  /** The figure that scores are compared with; where it is minutes left, fewer of them alarm. */
  readonly threshold: { readonly key: NumberKey<S>; readonly isMinutesLeft: boolean };
  /** The score in the unit in which the rule is written, for charts. */
  readonly scale: {
    readonly title: string;
    readonly axis: string;
    /** The least that is drawn, as what is as far from an alarm as can be. @default 0 where nothing is seen */
    readonly least?: number;
  };
  /** Whether it forecasts the time to exhaustion, and does not only say that something is unusual. */
  readonly foresees: boolean;
  /** Whether it looks at memory alone, or at the map behind it and the limit in bytes. */
  readonly watches: 'memory' | 'map';
  /** What its `Sampler` takes of each interval of `samplingMinutes`; `none`: every sample as it is. */
  readonly thinning: 'none' | 'last' | 'mean';
  /**
   * What a search tries.
   *
   * @param slopesPerStep of the multi-scale slope, learned from the histories of the part to fit
   */
  readonly grid: (slopesPerStep: readonly number[]) => readonly SettingGrid<S>[];
  /** @throws SandboxError `input` on a series without what the detector watches */
  readonly create: (settings: S, context: SeriesContext) => Detector;
}

/** Every pair of one of each. */
export function combine<A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] {
  return first.flatMap((a) => second.map((b) => [a, b] as const));
}

/** Slopes, percent per minute, and minutes left, as scores, that searches try. */
export const triedSlopes: readonly number[] = [
  0.005, 0.01, 0.015, 0.021, 0.03, 0.04, 0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4,
];
export const triedHorizons: readonly number[] = [
  480, 360, 240, 180, 150, 120, 90, 75, 60, 45, 30,
].map((minutes) => -minutes);
export const triedRows: readonly number[] = [1, 2, 3, 5];
export const triedAlphas: readonly number[] = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5];
export const triedSamplings: readonly number[] = [1, 2, 4, 8];

/** What a figure of a threshold is measured in. */
export type ThresholdUnit = 'bytes' | 'count' | 'time' | 'rate' | 'ratio';

/** Figures that are counted: one value, the same everywhere. */
export type ExactFigure =
  | 'entries'
  | 'heldBytes'
  | 'peakBytes'
  | 'allocatedBytes'
  | 'bytesPerEntry'
  | 'bytesPerOp'
  | 'allocsPerOp'
  | 'growths';

/** Latencies, `max` included. */
export type LatencyFigure = 'p50' | 'p90' | 'p99' | 'p999' | 'max';

/** Figures of rounds. */
export type TimedFigure =
  | LatencyFigure
  | 'writesPerSecond'
  | 'nsPerWrite'
  | 'yardstickRatio'
  | 'cpuSeconds'
  | 'peakRssBytes';

/** Every figure that a threshold may be set on, beside whether the map fits. */
export type ThresholdFigure = ExactFigure | TimedFigure;

/** The columns of a run's table are names too. */
type ShortName = 'held' | 'peak';

type FigureName = ThresholdFigure | ShortName;

/**
 * What is acceptable: a comparison for each figure, as in `{ peakBytes: '<400MiB', p99: '<1ms' }`, and
 * whether the map fits. Behind the name of a target a threshold is for its cells only: `'go.held'`.
 */
export type ThresholdsFor<Target extends string> = Readonly<
  Partial<Record<FigureName | `${Target}.${FigureName}`, string>> &
    Partial<Record<'fits' | `${Target}.fits`, boolean>>
>;

/** The thresholds of one cell, without names of targets. */
export type CellThresholds = Readonly<
  Partial<Record<ThresholdFigure, string>> & { readonly fits?: boolean }
>;

/** What each counted figure is measured in. */
export const exactFigures: Readonly<Record<ExactFigure, ThresholdUnit>> = {
  entries: 'count',
  heldBytes: 'bytes',
  peakBytes: 'bytes',
  allocatedBytes: 'bytes',
  bytesPerEntry: 'bytes',
  bytesPerOp: 'bytes',
  allocsPerOp: 'count',
  growths: 'count',
};

const timedFigures: Readonly<Record<TimedFigure, ThresholdUnit>> = {
  writesPerSecond: 'rate',
  nsPerWrite: 'time',
  yardstickRatio: 'ratio',
  p50: 'time',
  p90: 'time',
  p99: 'time',
  p999: 'time',
  max: 'time',
  cpuSeconds: 'time',
  peakRssBytes: 'bytes',
};

/** What each figure is measured in. */
export const thresholdUnits: Readonly<Record<ThresholdFigure, ThresholdUnit>> = {
  ...exactFigures,
  ...timedFigures,
};

/** The names of all figures. */
export const thresholdFigureNames: readonly ThresholdFigure[] =
  Object.keys(thresholdUnits).filter(isThresholdFigure);

/** Whether a name is that of a figure, written out. */
export function isThresholdFigure(name: string): name is ThresholdFigure {
  return Object.hasOwn(thresholdUnits, name);
}

/** Short names, and what they stand for. */
export const shortNames: Readonly<Record<ShortName, ThresholdFigure>> = {
  held: 'heldBytes',
  peak: 'peakBytes',
};

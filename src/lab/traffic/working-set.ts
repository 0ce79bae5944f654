import type { ScannerExports } from './scanner-exports.ts';

const hourMs = 3_600_000;
/** Where nothing is known of time. */
const windowOperations = 100_000;

/** Distinct keys that a stretch of the recording touches. */
export interface WorkingSetFigures {
  /** An hour of recorded time, or so many operations where times are not known. */
  readonly window: { readonly ms: number } | { readonly operations: number };
  /** Windows that were whole; 0 where the recording is shorter than one, which then stands for it. */
  readonly wholeWindows: number;
  readonly meanKeys: number;
  readonly maxKeys: number;
}

/** The distinct keys of each hour, or of each 100,000 operations where times are not known, as a scanner counted them. */
export function workingSetFigures(scanner: ScannerExports): WorkingSetFigures {
  const wholeWindows = scanner.wholeWindows.value;
  const keys = scanner.windowKeys.value;
  const isWhole = wholeWindows > 0;
  const isTimed = !Number.isNaN(scanner.windowStartMs.value);
  return {
    window: isTimed ? { ms: hourMs } : { operations: windowOperations },
    wholeWindows,
    meanKeys: isWhole ? Math.round(scanner.windowsSum.value / wholeWindows) : keys,
    maxKeys: isWhole ? scanner.windowsMost.value : keys,
  };
}

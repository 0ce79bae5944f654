import type { Warning } from '../../../base/primitives/errors/warning.ts';
import type { ExactValue } from '../verdict/verdict.ts';
import type { RunFigures } from '../figures/run-figures.ts';

export const baselineKind = 'mapswell-baseline';
export const baselineVersion = 2;

/** A change that somebody took as the new normal, with the reason. */
export interface Acceptance {
  readonly cell: string;
  readonly metric: string;
  /** Value that the baseline expected, and the one it expects from now on; timed metrics by median. */
  readonly from: ExactValue;
  readonly to: ExactValue;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What later runs are compared with: one versioned JSON document. */
export interface Baseline {
  readonly kind: typeof baselineKind;
  readonly version: typeof baselineVersion;
  /** Two independent batches that agreed. */
  readonly batches: readonly [RunFigures, RunFigures];
  readonly acceptances: readonly Acceptance[];
  readonly warnings: readonly Warning[];
}

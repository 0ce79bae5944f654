import type {
  ExpositionPage,
  ExposedSample,
} from '../../../src/base/exposition/exposition-page.ts';
import { ExpositionError } from '../../../src/base/exposition/exposition-error.ts';
import type { OracleSample } from './oracle.ts';

/** A page, or the error that says why it is none. Any other error is a defect. */
export function attempt(read: () => ExpositionPage): ExpositionPage | ExpositionError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExpositionError) return error;
    throw error;
  }
}

/** A sample as the oracle writes it. */
export function asOracle({
  name,
  labels,
  value,
  timestampSeconds,
  exemplar,
}: ExposedSample): OracleSample {
  return {
    name,
    labels: sorted(labels),
    value: finite(value),
    timestamp: timestampSeconds,
    ...(exemplar === null
      ? {}
      : {
          exemplar: [sorted(exemplar.labels), finite(exemplar.value), exemplar.timestampSeconds],
        }),
  };
}

function sorted(labels: ExposedSample['labels']): (readonly [string, string])[] {
  return [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

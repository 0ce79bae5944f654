import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { traceDigest } from '../evaluate/trace-digest.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Calibration } from './calibration.ts';

/**
 * A quality that was measured on what the figures were fitted to says nothing.
 *
 * @throws SandboxError `invalid` naming the first trace that the calibration was fitted to
 */
export function refuseFitted(traces: readonly Trace[], { provenance }: Calibration): void {
  const fitted = new Set(
    provenance.series.filter(({ part }) => part === 'fit').map(({ digest }) => digest),
  );
  const seen = traces.filter((trace) => fitted.has(traceDigest(trace)));
  const [first] = seen;
  if (first === undefined) return;
  throw new SandboxError(
    'invalid',
    `expected traces that the calibration was not fitted to, got ${seen.length} of ${traces.length} that it was, such as ${first.id}: judge it on others`,
  );
}

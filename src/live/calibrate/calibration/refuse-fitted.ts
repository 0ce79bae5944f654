import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { traceDigest } from '../evaluate/trace-digest.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Calibration } from './calibration.ts';

/** What says which series the figures were fitted to. */
interface Fitted {
  readonly provenance: Pick<Calibration['provenance'], 'series'>;
}

/** Looks at traces one by one: a quality that was measured on what the figures were fitted to says nothing. */
export class FittedSeries {
  readonly #digests: ReadonlySet<string>;
  #traces = 0;
  #fitted = 0;
  #first: string | null = null;

  constructor({ provenance }: Fitted) {
    this.#digests = new Set(
      provenance.series.filter(({ part }) => part === 'fit').map(({ digest }) => digest),
    );
  }

  /** Whether the calibration was fitted to a trace. */
  includes(trace: Trace): boolean {
    const isFitted = this.#digests.has(traceDigest(trace));
    this.#traces += 1;
    if (!isFitted) return false;
    this.#fitted += 1;
    this.#first ??= trace.id;
    return true;
  }

  /** @throws SandboxError `invalid` naming the first trace so far that the calibration was fitted to */
  refuse(): void {
    if (this.#first === null) return;
    throw new SandboxError(
      'invalid',
      `expected traces that the calibration was not fitted to, got ${this.#fitted} of ${this.#traces} that it was, such as ${this.#first}: judge it on others`,
    );
  }
}

/** @throws SandboxError as `FittedSeries`, of all traces */
export function refuseFitted(traces: readonly Trace[], calibration: Fitted): void {
  const fitted = new FittedSeries(calibration);
  for (const trace of traces) fitted.includes(trace);
  fitted.refuse();
}

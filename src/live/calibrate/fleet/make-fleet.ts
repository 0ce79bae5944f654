import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import type { Trace } from '../../trace/trace.ts';
import { Draw, makeSeries, seriesMinutes } from './make-series.ts';

/** What to generate. */
export interface FleetTask {
  readonly seed: number;
  /** Series that end in exhaustion, a third by each of slow leak, fast leak and doubling. */
  readonly failures: number;
  readonly healthy: number;
  /** Recorded traces whose noise is resampled; none makes autocorrelated normal noise. */
  readonly noise: readonly Trace[];
}

const failureKinds = ['slow-leak', 'fast-leak', 'doubling'] as const;
const mostTries = 200;

/**
 * Labelled traces of maps under traffic, by the exact size model of their types. Each series has a
 * random stream of its own: the same seed gives the same series, whatever the number of others.
 *
 * @throws SandboxError `usage` for counts that are no integers from 0 to 100,000
 */
export function makeFleet({ seed, failures, healthy, noise }: FleetTask): Trace[] {
  for (const [name, count] of Object.entries({ failures, healthy })) {
    if (!Number.isInteger(count) || count < 0 || count > 100_000) {
      throw new SandboxError('usage', `expected ${name} from 0 to 100,000, got ${count}`);
    }
  }
  return [
    ...Array.from({ length: failures }, (_, index) =>
      makeLabelled(failureKinds[index % 3] ?? 'doubling', Math.floor(index / 3), seed, noise),
    ),
    ...Array.from({ length: healthy }, (_, index) => makeLabelled('healthy', index, seed, noise)),
  ];
}

/** Draws until the series is what its label says: a healthy one may not fill up by chance. */
function makeLabelled(
  kind: (typeof failureKinds)[number] | 'healthy',
  index: number,
  seed: number,
  noise: readonly Trace[],
): Trace {
  const kindNumber = failureKinds.findIndex((name) => name === kind) + 1;
  const id = `${kind}-${String(index + 1).padStart(4, '0')}`;
  const draw = new Draw(seededRandom(seed, index * 4 + kindNumber));
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const trace = makeSeries(id, kind, noise, draw);
    if (isAsLabelled(trace)) return trace;
  }
  throw new SandboxError(
    'input',
    `expected noise that leaves room for a series of kind ${kind}, got none in ${mostTries} draws`,
  );
}

function isAsLabelled({ ending, label, minutes }: Trace): boolean {
  if (label?.kind === 'healthy') {
    return ending.kind === 'never' && minutes.length === seriesMinutes;
  }
  const onset = label?.onsetMinute ?? 0;
  return ending.kind === 'exhausted' && ending.atMinute > onset + 30 && onset >= seriesMinutes / 2;
}

import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import type { Trace } from '../../trace/trace.ts';
import { Draw } from './draw.ts';
import { makeSeries, seriesMinutes } from './make-series.ts';

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

/** One series before it is drawn. */
interface PlannedSeries {
  readonly id: string;
  readonly kind: (typeof failureKinds)[number] | 'healthy';
  /** Among those of its kind. */
  readonly index: number;
}

/**
 * Labelled traces of maps under traffic, by the exact size model of their types. Each series has a
 * random stream of its own: the same seed gives the same series, whatever the number of others.
 *
 * @throws SandboxError `usage` for counts that are no integers from 0 to 100,000
 */
export function makeFleet(task: FleetTask): Trace[] {
  return [...drawFleet(task)];
}

/** As `makeFleet`, one series at a time: a large fleet need not be held. */
export function* drawFleet({ seed, noise, ...counts }: FleetTask): Generator<Trace> {
  for (const planned of planFleet(counts)) yield drawLabelled(planned, seed, noise);
}

/**
 * The series of a fleet in their order.
 *
 * @throws SandboxError `usage` for counts that are no integers from 0 to 100,000
 */
export function planFleet({
  failures,
  healthy,
}: Pick<FleetTask, 'failures' | 'healthy'>): readonly PlannedSeries[] {
  for (const [name, count] of Object.entries({ failures, healthy })) {
    if (!Number.isInteger(count) || count < 0 || count > 100_000) {
      throw new SandboxError('usage', `expected ${name} from 0 to 100,000, got ${count}`);
    }
  }
  return [
    ...Array.from({ length: failures }, (_, index) =>
      planSeries(failureKinds[index % 3] ?? 'doubling', Math.floor(index / 3)),
    ),
    ...Array.from({ length: healthy }, (_, index) => planSeries('healthy', index)),
  ];
}

function planSeries(kind: PlannedSeries['kind'], index: number): PlannedSeries {
  return { id: `${kind}-${String(index + 1).padStart(4, '0')}`, kind, index };
}

/** Draws until the series is what its label says: a healthy one may not fill up by chance. */
function drawLabelled(
  { id, kind, index }: PlannedSeries,
  seed: number,
  noise: readonly Trace[],
): Trace {
  const kindNumber = failureKinds.findIndex((name) => name === kind) + 1;
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

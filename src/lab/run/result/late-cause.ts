import { availableParallelism } from 'node:os';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { latencyQuantile } from '../../record/figures/latency-quantile.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import type { ProcessUsage } from '../../sandbox/machine/process-usage.ts';
import type { TaskCount } from '../../sandbox/machine/task-count.ts';
import type { ArrivalRate } from '../../workload/arrival-rate.ts';
import { rateDurationMs } from '../../workload/arrivals.ts';

/** What is known of a round whose rate could not be kept. */
export interface LateRound {
  readonly rate: ArrivalRate;
  readonly writers: number;
  /** Of its limit. */
  readonly cpus: number;
  readonly doubtful: TimedMeasurement;
  readonly usage: Pick<ProcessUsage, 'throttledMs' | 'wallMs'>;
  readonly tasks: Pick<TaskCount, 'typical'>;
  /** That share the rate, each alike. @default 1 */
  readonly generators?: number;
  /** @default those of the machine */
  readonly machineCpus?: number;
}

/** A share of the time that counts as the cause. */
const notableShare = 0.05;
/** What a target should be busy at most, to take a rate without a queue. */
const healthyShare = 0.7;

/**
 * Why a rate could not be kept and what to change, as the rest of a sentence: `; 22 tasks wanted 2
 * CPUs; run it where ...`.
 */
export function lateCause(round: LateRound): string {
  const {
    rate,
    writers,
    cpus,
    usage,
    tasks,
    doubtful,
    machineCpus = availableParallelism(),
    generators = 1,
  } = round;
  const own = doubtful.iterations.reduce((sum, one) => sum + one.operations, 0);
  const reached = own * generators;
  const elapsedMs =
    doubtful.iterations.reduce((sum, one) => sum + one.elapsedNs, 0) / 1e6 - answeringMs(doubtful);
  const perSecond = (reached / Math.max(1e-6, elapsedMs)) * 1000;
  const asked = (reached / rateDurationMs(rate, reached)) * 1000;
  const causes: string[] = [];
  const changes: string[] = [];
  const throttledMs = usage.throttledMs ?? 0;
  if (throttledMs > notableShare * usage.wallMs) {
    causes.push(
      `its limit of ${cpus} CPUs stopped it for ${formatCount(throttledMs)} of ${formatCount(usage.wallMs)} ms`,
    );
    changes.push('give it more in limits.cpus');
  }
  const { typical } = tasks;
  if (typical !== null && typical > machineCpus) {
    causes.push(`${formatCount(typical)} tasks wanted ${formatCount(machineCpus)} CPUs`);
    changes.push(
      writers > machineCpus
        ? `give it at most ${formatCount(machineCpus)} writers`
        : 'run it while nothing else does',
    );
  }
  if (perSecond < asked * (1 - notableShare))
    causes.push(
      `${formatCount(perSecond)} of ${formatCount(asked)} operations per second were reached`,
    );
  const most = rounded(healthyShare * perSecond);
  changes.push(`ask for at most ${formatCount(most)} in ${keyOf(rate)}`);
  return `; ${causes.length === 0 ? '' : `${causes.join(', ')}: `}${changes.join(', or ')}`;
}

/** After the last request its answer is waited for, which is no time of whoever sends. */
function answeringMs({ http }: TimedMeasurement): number {
  const serviceTime = http?.serviceTime ?? null;
  return serviceTime === null ? 0 : latencyQuantile(serviceTime, 0.5) / 1e6;
}

function keyOf({ kind }: ArrivalRate): string {
  return kind === 'ramp' ? 'rate.toPerSecond' : 'rate.perSecond';
}

/** Two digits are enough for advice. */
function rounded(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.max(1, Math.floor(value / step) * step);
}

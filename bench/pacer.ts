import { latencyQuantile } from '../src/lab/record/figures/latency-quantile.ts';
import { DurationRecorder } from '../src/lab/subjects/duration-recorder.ts';
import { paceOpenLoop } from '../src/lab/subjects/module/open-loop-pacer.ts';
import { arrivals } from '../src/lab/workload/arrivals.ts';

const perSecond = 50_000;
const durationMs = 4000;
const recordings = 5_000_000;

/**
 * How late operations start at 50,000 per second on one thread (aim: p99 at most 1 ms), and what one
 * recording of a duration costs (aim: at most 5 ns).
 */
export function run(): Promise<string> {
  const map = new Map<number, number>();
  let key = 0;
  const { generator, operations, elapsedMs } = paceOpenLoop(
    arrivals({ kind: 'constant', perSecond }, durationMs, 1),
    () => {
      key = (key + 7919) % 100_000;
      map.set(key, key);
      return true;
    },
  );
  const late = (p: number): string => (latencyQuantile(generator.lateness, p) / 1e6).toFixed(4);
  const { nsPerRecord, base } = recorderCost();
  const lines = [
    `paced ${operations} operations in ${Math.round(elapsedMs)} ms at ${perSecond}/s`,
    `lateness p50 ${late(0.5)} ms, p99 ${late(0.99)} ms, p99.9 ${late(0.999)} ms (aim: p99 at most 1 ms)`,
    `recorder ${nsPerRecord.toFixed(2)} ns per record over an empty loop of ${base.toFixed(2)} ns (aim: at most 5 ns)`,
  ];
  return Promise.resolve(lines.join('\n'));
}

/**
 * Durations of 0.1 to 100 us in random order, against a loop that only adds them up: CPU time of the
 * least disturbed of 15 passes each.
 */
function recorderCost(): { readonly nsPerRecord: number; readonly base: number } {
  const durations = Float64Array.from({ length: 4096 }, () => 10 ** (2 + 3 * Math.random()));
  const rounds = Array.from({ length: 15 }, () => ({
    base: perPass(() => addUp(durations)),
    full: perPass(() => recordAll(durations)),
  }));
  const base = Math.min(...rounds.map((round) => round.base));
  return { nsPerRecord: Math.min(...rounds.map((round) => round.full)) - base, base };
}

function perPass(work: () => number): number {
  const before = process.cpuUsage();
  if (!(work() > 0)) throw new Error('expected something to be recorded');
  return (process.cpuUsage(before).user * 1000) / recordings;
}

function addUp(durations: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < recordings; at++) sum += durations[at & 4095] ?? 0;
  return sum;
}

function recordAll(durations: Float64Array): number {
  const recorder = new DurationRecorder();
  for (let at = 0; at < recordings; at++) recorder.record(durations[at & 4095] ?? 0);
  return recorder.samples;
}

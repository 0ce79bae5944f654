import test from 'ava';
import { array, assert, constantFrom, double, integer, property } from 'fast-check';
import { latencyBuckets } from '../../../src/lab/record/figures/latency-bucket.ts';
import { latencyQuantile } from '../../../src/lab/record/figures/latency-quantile.ts';
import { DurationRecorder } from '../../../src/lab/subjects/duration-recorder.ts';
import { generatorSaturation } from '../../../src/lab/subjects/generator-saturation.ts';
import { type PacerClock, paceOpenLoop } from '../../../src/lab/subjects/module/open-loop-pacer.ts';
import type { ArrivalRate } from '../../../src/lab/workload/arrival-rate.ts';
import { arrivals } from '../../../src/lab/workload/arrivals.ts';
import {
  exactQuantile,
  isWithin,
  momentsOf,
  percentiles,
  responseTimes,
} from '../../support/lindley.ts';

test('Arrivals come when their rate says', (t) => {
  t.deepEqual(momentsOf({ kind: 'constant', perSecond: 4 }, 1000), [0, 250, 500, 750]);
  t.deepEqual(momentsOf({ kind: 'bursts', perSecond: 4, size: 2 }, 1000), [0, 0, 500, 500]);
  t.deepEqual(
    momentsOf({ kind: 'steps', perSecond: [2, 4] }, 2000),
    [0, 500, 1000, 1250, 1500, 1750],
  );
  t.deepEqual(momentsOf({ kind: 'steps', perSecond: [0, 2] }, 2000), [1000, 1500]);
  // From 0 to 2 per second over 2 s, t^2 / 2 have arrived after t seconds.
  t.deepEqual(
    momentsOf({ kind: 'ramp', fromPerSecond: 0, toPerSecond: 2 }, 2000).map(Math.round),
    [0, 1414],
  );
  t.deepEqual(
    momentsOf({ kind: 'ramp', fromPerSecond: 4, toPerSecond: 0 }, 2000).map(Math.round),
    [0, 268, 586, 1000],
  );
  t.is(momentsOf({ kind: 'ramp', fromPerSecond: 100, toPerSecond: 100 }, 1000).length, 100);
});

test('Independent arrivals have exponential gaps', (t) => {
  const moments = momentsOf({ kind: 'poisson', perSecond: 1000 }, 100_000);
  // The number of arrivals has mean and variance 100,000; five standard deviations are allowed.
  t.true(Math.abs(moments.length - 100_000) < 5 * Math.sqrt(100_000));
  const gaps = moments.map((at, index) => at - (moments[index - 1] ?? 0));
  const longer = gaps.filter((gap) => gap > 2).length / gaps.length;
  t.true(Math.abs(longer - Math.exp(-2)) < 5 * Math.sqrt((Math.exp(-2) * 0.865) / gaps.length));
});

test('The recorder puts every duration where the histogram expects it', (t) => {
  assert(
    property(
      array(double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 }),
      (exponents) => {
        const recorder = new DurationRecorder();
        const expected = new Map<number, number>();
        const values = exponents.map((exponent) => Math.floor(2 ** exponent));
        for (const ns of values) {
          recorder.record(ns);
          const bucket = latencyBuckets.of(ns);
          expected.set(bucket, (expected.get(bucket) ?? 0) + 1);
        }
        const histogram = recorder.toHistogram();
        t.deepEqual(
          histogram.counts,
          [...expected].toSorted(([a], [b]) => a - b),
        );
        t.deepEqual(
          [histogram.samples, histogram.minNs, histogram.maxNs],
          [values.length, Math.min(...values), Math.max(...values)],
        );
      },
    ),
  );
});

/** A clock that only moves when somebody waits or works, and a target that takes what a script says. */
function scriptedTarget(serviceMs: (operation: number, nowMs: number) => number): {
  clock: PacerClock;
  perform: () => boolean;
} {
  let now = 0;
  let operation = 0;
  return {
    clock: {
      now: () => now,
      waitUntil: (ms) => {
        now = Math.max(now, ms);
      },
    },
    perform: () => {
      now += serviceMs(operation++, now);
      return true;
    },
  };
}

/** The target takes 0.2 ms, but half a second at 1.2 s. */
const stalls = (at: number): number => (at >= 1200 && at < 1202.5 ? 500 : 0.2);

test('A stall of the target shows up in full, at every percentile', (t) => {
  const { clock, perform } = scriptedTarget((_operation, now) => stalls(now));
  const rate = { kind: 'constant', perSecond: 400 } as const;
  const result = paceOpenLoop(arrivals(rate, 4000, 1), perform, clock);
  const known = responseTimes(momentsOf(rate, 4000), stalls);
  t.is(result.operations, 1600);
  // Each operation takes 0.2 ms of the 2.5 until the next: the queue is gone after 500 / 2.3 of them.
  t.is(known.filter((ms) => ms > 1).length, 217);
  for (const p of percentiles) {
    t.true(isWithin(result.responseTime, p, exactQuantile(known, p)), `p${p * 100}`);
  }
  t.true(latencyQuantile(result.responseTime, 0.99) > 450e6);
  // The service time knows of one slow operation only: this is what a closed loop would report.
  t.true(latencyQuantile(result.serviceTime, 0.999) < 0.21e6);
  t.is(generatorSaturation(result.generator), null);
});

test('Whatever the arrivals and the target do, response times are those of the queue', (t) => {
  const rates: ArrivalRate[] = [
    { kind: 'constant', perSecond: 300 },
    { kind: 'ramp', fromPerSecond: 50, toPerSecond: 600 },
    { kind: 'steps', perSecond: [100, 500, 50] },
    { kind: 'bursts', perSecond: 300, size: 20 },
    { kind: 'poisson', perSecond: 300 },
  ];
  assert(
    property(
      constantFrom(...rates),
      integer({ min: 1, max: 30 }),
      integer({ min: 10, max: 900 }),
      integer({ min: 0, max: 1500 }),
      (rate, serviceTenths, stallMs, stallAtMs) => {
        const service = (at: number): number =>
          at >= stallAtMs && at < stallAtMs + 20 ? stallMs : serviceTenths / 10;
        const { clock, perform } = scriptedTarget((_operation, now) => service(now));
        const result = paceOpenLoop(arrivals(rate, 2000, 7), perform, clock);
        const known = responseTimes(momentsOf(rate, 2000), service);
        for (const p of percentiles)
          t.true(isWithin(result.responseTime, p, exactQuantile(known, p)));
        t.is(result.generator.lateStarts, 0);
      },
    ),
    { numRuns: 60 },
  );
});

test('A generator that wakes up late is no measurement', (t) => {
  const { clock, perform } = scriptedTarget(() => 0.1);
  let waits = 0;
  const sleepy = {
    now: () => clock.now(),
    waitUntil: (ms: number): void => clock.waitUntil(++waits % 50 === 0 ? ms + 30 : ms),
  };
  const result = paceOpenLoop(
    arrivals({ kind: 'constant', perSecond: 20 }, 10_000, 1),
    perform,
    sleepy,
  );
  t.is(result.generator.lateStarts, 3);
  t.regex(
    generatorSaturation(result.generator) ?? '',
    /^generator saturated: it started 1 % of the operations more than (29|30)\.\d ms late/,
  );
  const { lateness } = result.generator;
  t.regex(
    generatorSaturation({ ...result.generator, lateness, missed: 3 }) ?? '',
    /it left out 3 of 203 operations/,
  );
});

test('An operation that fails ends the run', (t) => {
  let left = 5;
  const { clock } = scriptedTarget(() => 0);
  const rate = { kind: 'constant', perSecond: 100 } as const;
  const result = paceOpenLoop(arrivals(rate, 1000, 1), () => left-- > 0, clock);
  t.is(result.operations, 5);
});

test('A generator whose own work takes longer than the gaps falls behind, however fast the target', (t) => {
  let now = 0;
  // Looking at the clock takes 3 ms, the target nothing: 100 operations due within 100 ms take 600.
  const slow = {
    now: () => (now += 3),
    waitUntil: (ms: number): void => {
      now = Math.max(now, ms);
    },
  };
  const rate = { kind: 'constant', perSecond: 1000 } as const;
  const result = paceOpenLoop(arrivals(rate, 100, 1), () => true, slow);
  t.is(result.operations, 100);
  // No single operation starts more than 3 ms late, but its lateness adds up to 2 ms each.
  t.is(Math.round(result.generator.lateness.maxNs / 1e6), 201);
  t.regex(generatorSaturation(result.generator) ?? '', /^generator saturated: /);
});

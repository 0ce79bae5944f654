import test from 'ava';
import * as fc from 'fast-check';
import { build } from 'hdr-histogram-js';
import { createKernel } from '../../../src/maps/reference/kernel/kernel.ts';
import { latencyBuckets } from '../../../src/lab/record/figures/latency-bucket.ts';
import { latencyQuantile, mergeLatency } from '../../../src/lab/record/figures/latency-quantile.ts';
import { latencySummary } from '../../../src/lab/record/figures/latency-summary.ts';
import { readLatencyHistogram } from '../../../src/lab/record/figures/read-latency-histogram.ts';
import { latencyValue } from '../../../src/lab/record/figures/latency-value.ts';
import { clockResolution } from '../../../src/lab/subjects/shared-clock.ts';
import type { LatencyHistogram } from '../../../src/lab/record/latency-histogram.ts';

const kernel = createKernel({ chargedBytes: 2 ** 22 });
const { exports, memory } = kernel;

/** What the kernel's recorder makes of values with weights. */
function record(values: Iterable<number>, weight = 1): LatencyHistogram {
  const bytes = exports.histogramBytes();
  const address = exports.arenaReserve(bytes);
  for (const value of values) exports.recordLatency(address, BigInt(value), BigInt(weight));
  const histogram = readLatencyHistogram(memory.buffer, address);
  exports.arenaUnreserve(address, bytes);
  return histogram;
}

const latency = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 100_000 }),
  fc.double({ min: 0, max: 42, noNaN: true }).map((octave) => Math.floor(2 ** octave) - 1),
  fc.integer({ min: 0, max: 41 }).map((octave) => 2 ** octave),
);

test('the kernel puts every value into the bucket that the formula gives', (t) => {
  const property = fc.property(latency, (ns) => {
    const [[bucket, count] = [], ...rest] = record([ns]).counts;
    return (
      rest.length === 0 &&
      count === 1 &&
      bucket === latencyBuckets.of(ns) &&
      latencyBuckets.lowNs(bucket) <= ns &&
      ns < latencyBuckets.highNs(bucket) &&
      latencyBuckets.highNs(bucket) - latencyBuckets.lowNs(bucket) <= Math.max(1, ns / 64)
    );
  });
  t.notThrows(() => {
    fc.assert(property, { numRuns: 2000 });
  });
});

test('buckets at the seams, and what is beyond the last one', (t) => {
  const bucketOf = (ns: number): number | undefined => record([ns]).counts[0]?.[0];
  t.is(bucketOf(0), 0);
  t.is(bucketOf(127), 127);
  t.is(bucketOf(128), 128);
  t.is(bucketOf(129), 128);
  t.is(bucketOf(255), 191);
  t.is(bucketOf(256), 192);
  t.is(bucketOf(2 ** 42 - 1), 2367);
  t.is(bucketOf(2 ** 50), 2367);
  t.is(record([2 ** 50]).maxNs, 2 ** 42 - 1);
  t.is(exports.histogramBytes(), 32 + 2368 * 8);
});

test('quantiles lie within 0.8 % of the exact ones', (t) => {
  const property = fc.property(
    fc.array(latency, { minLength: 1, maxLength: 400 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (values, p) => {
      const sorted = values.toSorted((a, b) => a - b);
      const rank = Math.max(0, Math.ceil(p * values.length) - 1);
      // The exact quantile at a rank that rounding may move by one where p times n is whole.
      const exact = [rank - 1, rank, rank + 1]
        .map((at) => sorted[at])
        .filter((one) => one !== undefined);
      const estimate = latencyQuantile(record(values), p);
      const isWhole = Math.abs(p * values.length - Math.round(p * values.length)) < 1e-9;
      const allowed = isWhole ? exact : [sorted[rank] ?? 0];
      return allowed.some((one) => Math.abs(estimate - one) <= one * 0.008 + 1e-9);
    },
  );
  t.notThrows(() => {
    fc.assert(property, { numRuns: 500 });
  });
});

test('percentiles agree with hdr-histogram-js to within both resolutions', (t) => {
  const values: number[] = [];
  let state = 1;
  for (let i = 0; i < 50_000; i++) {
    state = (state * 48_271) % 0x7fff_ffff;
    values.push(Math.floor(80 * (0x7fff_ffff / state) ** 0.8));
  }
  const oracle = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2 ** 40,
    numberOfSignificantValueDigits: 4,
  });
  for (const value of values) oracle.recordValue(value);
  const histogram = record(values);
  for (const percentile of [1, 25, 50, 90, 99, 99.9, 99.99]) {
    const ours = latencyQuantile(histogram, percentile / 100);
    const theirs = oracle.getValueAtPercentile(percentile);
    t.true(Math.abs(ours / theirs - 1) < 0.009, `p${percentile}: ${ours} and ${theirs}`);
  }
  t.is(latencyQuantile(histogram, 1), oracle.maxValue);
  t.is(latencyQuantile(histogram, 0), Math.min(...values));
});

test('weights count as so many operations', (t) => {
  const merged = mergeLatency([record([100, 100, 100], 128), record([1_000_000])]);
  t.is(merged.samples, 4);
  t.is(merged.weight, 385);
  t.is(latencyQuantile(merged, 0.5), 100);
  t.is(latencyQuantile(merged, 0.99), 100);
  t.is(latencyQuantile(merged, 0.999), 1_000_000);
  t.deepEqual(merged.counts, [
    [100, 384],
    [latencyBuckets.of(1_000_000), 1],
  ]);
});

test('merging histograms is recording all their values in one', (t) => {
  const property = fc.property(
    fc.array(fc.array(latency, { maxLength: 50 }), { maxLength: 5 }),
    (parts) => {
      const merged = mergeLatency(parts.map((values) => record(values, 3)));
      return JSON.stringify(merged) === JSON.stringify(record(parts.flat(), 3));
    },
  );
  t.notThrows(() => {
    fc.assert(property, { numRuns: 200 });
  });
});

test('a percentile that fewer than ten timed operations exceed is not given', (t) => {
  const summaryOf = (samples: number, weight: number): ReturnType<typeof latencySummary> =>
    latencySummary([
      record(
        Array.from({ length: samples }, () => 100),
        weight,
      ),
    ]);
  t.like(summaryOf(1, 128), { samples: 1, weight: 128, p50: 100, p90: null, max: 100 });
  t.like(summaryOf(99, 1), { p90: null });
  t.like(summaryOf(100, 128), { p90: 100, p99: null });
  t.like(summaryOf(999, 128), { p99: null });
  t.like(summaryOf(1000, 128), { p99: 100, p999: null });
  t.like(summaryOf(99_999, 1), { p9999: null });
  t.like(summaryOf(100_000, 1), { p9999: 100 });
  t.is(latencySummary([]), null);
  t.is(latencySummary([record([])]), null);
});

test('a timed operation that stands for 128 counts as one towards the ten', (t) => {
  // Twenty growths, each timed and standing for itself, are the slowest of 12,820 operations.
  const sampled = record(
    Array.from({ length: 100 }, () => 90),
    128,
  );
  const growths = record(Array.from({ length: 20 }, () => 50_000));
  const summary = latencySummary([sampled, growths]);
  t.like(summary, { samples: 120, weight: 12_820, p50: 90, p90: 90, p99: 90, p9999: null });
  t.is(summary?.p999, 49_919.5);
});

/** What the kernel's recorder makes of operations with a clock of this cost and resolution. */
function timed(durations: Iterable<number>, clockNs: number): LatencyHistogram {
  const bytes = exports.histogramBytes();
  const address = exports.arenaReserve(bytes);
  for (const ns of durations) exports.recordDuration(address, ns - clockNs, clockNs, 128n);
  const histogram = readLatencyHistogram(memory.buffer, address, clockNs);
  exports.arenaUnreserve(address, bytes);
  return histogram;
}

const times = (count: number, ns: number): number[] => Array.from({ length: count }, () => ns);

test('what is shorter than the clock can tell is not 0 ns: its share is kept, and no percentile', (t) => {
  // 99 in 100 take less than the clock that costs 40 ns: 39 ns is even less than the reading of it.
  const most = timed([...times(1980, 39), ...times(20, 5040)], 40);
  t.deepEqual(most.counts, [[latencyBuckets.of(5000), 20 * 128]]);
  t.deepEqual(most.below, { resolutionNs: 40, weight: 1980 * 128 });
  t.like(most, { samples: 2000, weight: 2000 * 128, minNs: 5000, maxNs: 5000 });
  const summary = latencySummary([most]);
  t.like(summary, { p50: null, p90: null, p99: null, max: 5000 });
  t.deepEqual(summary?.below, { resolutionNs: 40, share: 0.99 });
  t.deepEqual(summary && latencyValue(summary, 'p99'), { kind: 'below', resolutionNs: 40 });
  t.is(latencyQuantile(most, 0.5), 40);
  // With a minority below, the ranks above it are measured.
  const few = latencySummary([timed([...times(400, 79), ...times(600, 140)], 40)]);
  t.like(few, { p50: 100, p90: 100, p99: 100, below: { resolutionNs: 40, share: 0.4 } });
  // Nothing but short ones: there is no longest either.
  const all = latencySummary([timed(times(1000, 60), 40)]);
  t.is(all?.max, null);
  t.deepEqual(all && latencyValue(all, 'max'), { kind: 'below', resolutionNs: 40 });
  // Too few samples stay too few, whatever lies below.
  t.is(few && latencyValue(few, 'p9999'), null);
});

test('rounds whose clocks differ have the coarsest resolution together', (t) => {
  const merged = mergeLatency([timed(times(10, 75), 30), timed(times(10, 200), 60)]);
  // 45 ns was measured by the first clock; the second could not have.
  t.deepEqual(merged.below, { resolutionNs: 60, weight: 1280 });
  t.deepEqual(merged.counts, [[latencyBuckets.of(140), 1280]]);
  t.like(merged, { samples: 20, weight: 2560, minNs: 140, maxNs: 140 });
});

/** A clock that says these times, over and over. */
function clockOf(readings: readonly number[]): () => number {
  let at = 0;
  return () => readings[at++ % readings.length] ?? 0;
}

test('the resolution of a clock is its step, or its cost where it has none', (t) => {
  t.deepEqual(clockResolution(clockOf([0, 0, 0, 41])), { costNs: 0, resolutionNs: 41 });
  t.deepEqual(clockResolution(clockOf([0, 45, 0, 38, 0, 52])), { costNs: 38, resolutionNs: 38 });
});

test('quantiles want a histogram that is not empty, and a probability', (t) => {
  t.throws(() => latencyQuantile(record([]), 0.5), { instanceOf: RangeError });
  t.throws(() => latencyQuantile(record([1]), 1.1), { instanceOf: RangeError });
});

test('gaps between timed operations are geometric with the mean that was asked for', (t) => {
  const recorder = exports.arenaReserve(exports.latencyRecorderBytes());
  for (const mean of [2, 10, 128]) {
    exports.openLatencyRecorder(recorder, 1n, 0, BigInt(mean), 0, 0);
    const draws = 40_000;
    let sum = 0;
    let ones = 0;
    for (let i = 0; i < draws; i++) {
      const gap = Number(exports.nextGap(recorder));
      t.true(gap >= 1);
      sum += gap;
      if (gap === 1) ones += 1;
    }
    const error = Math.sqrt(mean * (mean - 1)) / Math.sqrt(draws);
    t.true(Math.abs(sum / draws - mean) < 4 * error, `mean gap ${sum / draws}`);
    t.true(Math.abs(ones / draws - 1 / mean) < 4 * Math.sqrt(1 / mean / draws));
  }
  exports.openLatencyRecorder(recorder, 1n, 0, 1n, 0, 0);
  t.is(exports.nextGap(recorder), 1n);
  exports.openLatencyRecorder(recorder, 1n, 0, 0n, 0, 0);
  t.is(BigInt.asUintN(64, exports.nextGap(recorder)), 2n ** 64n - 1n);
});

import { readFileSync } from 'node:fs';
import process from 'node:process';
import test from 'ava';
import { speedText } from '../../../src/cli/text/lab/speed-text.ts';
import { latencyBuckets } from '../../../src/lab/record/figures/latency-bucket.ts';
import type { LatencyHistogram } from '../../../src/lab/record/latency-histogram.ts';
import { drawingTime } from '../../../src/lab/verify/speed/drawing-time.ts';
import { speedCells, tellsState } from '../../../src/lab/verify/speed/speed-cells.ts';
import { formatSpeed, speedDocumentOf } from '../../../src/lab/verify/speed/speed-file.ts';
import { speedJsonSchema, speedSchema } from '../../../src/lab/verify/speed/speed-schema.ts';
import { speedWorkloads } from '../../../src/lab/verify/speed/speed-workloads.ts';
import {
  latencyFigures,
  type SpeedMeasurement,
  type SpeedPair,
  timeFigure,
} from '../../../src/lab/verify/speed/summarise-speed.ts';
import { verifySpeed } from '../../../src/lab/verify/speed/verify-speed.ts';
import { goHere } from '../../support/go-here.ts';
import { madeSpeed, speedFigure } from '../../support/made-speed.ts';

const quiet = (): void => undefined;
const none = histogram(0, 0);

/** So many operations of one duration, one sample in 128. */
function histogram(ns: number, samples: number): LatencyHistogram {
  const weight = samples * 128;
  const counts = samples === 0 ? [] : [[latencyBuckets.of(ns), weight] as const];
  return { subBucketsPerOctave: 64, counts, samples, weight, minNs: ns, maxNs: ns };
}

function measured(
  nsPerOperation: number,
  latency: readonly [normal: number, evacuating: number, growing: number] = [50, 0, 0],
  samples = 2000,
): SpeedMeasurement {
  const [normal, evacuating, growing] = latency.map((ns) => histogram(ns, ns === 0 ? 0 : samples));
  return {
    // The middle one of three iterations counts.
    iterations: [0.5, 1, 9].map((factor) => ({
      operations: 1000,
      elapsedNs: 1000 * nsPerOperation * factor,
    })),
    latency: { normal: normal ?? none, evacuating: evacuating ?? none, growing: growing ?? none },
  };
}

function pairs(ratios: readonly number[]): readonly SpeedPair[] {
  return ratios.map((ratio, at) => ({
    // A machine that is slower from pair to pair slows both sides.
    reference: measured(100 * ratio * (1 + at)),
    go: measured(100 * (1 + at)),
  }));
}

test('a ratio is the median within pairs, and from six pairs on has an interval', (t) => {
  // Order statistics 1 and 6 of 6 hold the median with 1 - 2 / 64 = 96.9 %.
  t.deepEqual(timeFigure(pairs([2, 1, 0.5, 4, 1, 1]))?.ratio, { median: 1, low: 0.5, high: 4 });
  // 2 and 8 of 9: 1 - 2 * 10 / 512 = 96.1 %.
  t.deepEqual(timeFigure(pairs([2, 1, 0.5, 4, 1, 1, 0.25, 8, 1]))?.ratio, {
    median: 1,
    low: 0.5,
    high: 4,
  });
  t.deepEqual(timeFigure(pairs([2, 1, 0.5, 4, 1]))?.ratio, { median: 1, low: null, high: null });
  t.is(timeFigure(pairs([1, 1, 1]))?.goNs, 200);
  t.is(timeFigure([]), null);
});

test('latencies are compared state by state where real Go tells it, else over all states', (t) => {
  const pair = { reference: measured(1, [60, 300, 5000]), go: measured(1, [120, 100, 2500]) };
  const byState = latencyFigures([pair], true);
  t.deepEqual(
    byState.map(({ state, p50 }) => [state, p50?.ratio.median.toFixed(1)]),
    [
      ['normal', '0.5'],
      ['evacuating', '3.0'],
      ['growing', '2.0'],
    ],
  );
  const [over] = latencyFigures([pair], false);
  t.is(over?.state, 'any');
  // A third each: the middle of both is that of the middle state.
  t.is(over?.p50?.ratio.median.toFixed(1), '2.5');
});

test('a percentile that one side does not have in half of the pairs is none', (t) => {
  const known = { reference: measured(1), go: measured(1) };
  // p99 needs a thousand samples.
  const few = { reference: measured(1), go: measured(1, [50, 0, 0], 500) };
  t.not(latencyFigures([known, few], true)[0]?.p99, null);
  t.is(latencyFigures([known, few, few], true)[0]?.p99, null);
  t.is(latencyFigures([known, few, few], true).length, 1);
});

test('twelve workloads are cells of both sides, and only what is compared is timed', (t) => {
  const workloads = speedWorkloads(800);
  t.is(new Set(workloads.map(({ id }) => id)).size, 12);
  for (const workload of workloads) {
    const { reference, go, fill } = speedCells(workload, 'go1.22', 2);
    t.deepEqual(
      { ...go, target: '', id: '', parameters: {} },
      { ...reference, target: '', id: '', parameters: {} },
    );
    t.false(
      reference.workload.phases.some(({ name }) => name === 'fill'),
      workload.id,
    );
    const isGrown = ['inserts', 'churn', 'string-inserts', 'eight-writers'].some((start) =>
      workload.id.startsWith(start),
    );
    t.is(fill === null, isGrown, workload.id);
    t.is(tellsState(go), workload.id !== 'eight-writers', workload.id);
    t.false(tellsState(speedCells(workload, 'go1.24', 2).go));
  }
});

test('what is printed has every ratio with its interval, and says what it holds for', (t) => {
  const text = speedText(madeSpeed());
  t.regex(text, /^The reference map go1\.22 beside go1\.22\.12$/m);
  t.regex(
    text,
    /^inserts of random keys +90\.0 ns +4\.5 ns +100 ns +0\.90 \(0\.80 to 1\.00\) +6$/m,
  );
  t.regex(text, /^inserts of random keys +growing +30\.0 µs +15\.0 µs +2\.00 +- +-$/m);
  t.regex(text, /^deletes +50\.0 ns +4\.5 ns +40\.0 ns +1\.25 +6$/m);
  t.regex(text, /^For AMD EPYC 7B13, 2 CPUs, Node 20\.20\.2, mapswell 0\.1\.0; 6 rounds, 2025-/m);
  t.notRegex(text, /busy|Interrupted/);
  const worse = speedText(madeSpeed({ load: 12.3, isComplete: false }));
  t.regex(worse, /^The machine was busy: 12\.3 tasks wanted to run on 2 CPUs\./m);
  t.regex(worse, /^Interrupted: this is what had been measured\.$/m);
});

test('the document is that of its published schema, and a ratio of nothing is none', (t) => {
  const published = new URL('../../../../docs/speed.schema.json', import.meta.url);
  t.deepEqual(JSON.parse(readFileSync(published, 'utf8')), speedJsonSchema());
  t.deepEqual(
    speedSchema.parse(JSON.parse(formatSpeed(madeSpeed()))),
    speedDocumentOf(madeSpeed()),
  );
  const { gos } = madeSpeed();
  const [go] = gos;
  const [first] = go?.workloads ?? [];
  if (go === undefined || first === undefined) return t.fail('expected a workload');
  const time = { ...speedFigure(1, 2), goNs: 0 };
  const broken = madeSpeed({ gos: [{ ...go, workloads: [{ ...first, time }] }] });
  t.false(speedSchema.safeParse(speedDocumentOf(broken)).success);
});

test('the reference map is timed beside the real map of the Go here', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  const workloads = speedWorkloads(2000).filter(({ id }) => id === 'look-ups-hit');
  const doing: string[] = [];
  const speed = await verifySpeed({
    env: process.env,
    gos: [go],
    workloads,
    rounds: 1,
    onDoing: (sentence) => doing.push(sentence),
    onEstimate: () => t.fail('rounds were given'),
  });
  t.notThrows(() => speedSchema.parse(speedDocumentOf(speed)));
  t.deepEqual(doing, [
    'building the programs of real Go',
    `round 1 of 1: look-ups that hit, ${go.version}`,
  ]);
  t.is(speed.gos[0]?.go, go.version);
  const [lookUps] = speed.gos[0]?.workloads ?? [];
  t.is(lookUps?.problem, null);
  t.is(lookUps?.pairs, 1);
  t.deepEqual([lookUps?.operations, lookUps?.fillOperations], [2000, 2000]);
  // Each side looks up in a nanosecond to some microseconds, however busy the machine is.
  for (const ns of [lookUps?.time?.referenceNs ?? 0, lookUps?.time?.goNs ?? 0])
    t.true(ns > 1 && ns < 1e5, String(ns));
});

test('an interruption before anything was measured is one, and drawing takes time', async (t) => {
  const [workload] = speedWorkloads(1000);
  if (workload === undefined) return t.fail('expected a workload');
  t.true(drawingTime(speedCells(workload, 'go1.22', 1).reference) > 0);
  const signal = AbortSignal.abort();
  const options = { env: {}, gos: [], onDoing: quiet, onEstimate: quiet, rounds: 1, signal };
  await t.throwsAsync(verifySpeed(options), { name: 'AbortError', any: true });
});

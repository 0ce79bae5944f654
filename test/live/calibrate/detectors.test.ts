import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import * as fc from 'fast-check';
import {
  createDetector,
  defaultDetectors,
  thresholdOf,
  type DetectorSettings,
  detectors,
  settingsAt,
} from '../../../src/live/detect/detectors.ts';
import type { Detector } from '../../../src/live/detect/detector.ts';
import { SmoothedSlope } from '../../../src/live/detect/smoothed-slope.ts';
import { formatMinutes } from '../../../src/live/detect/format-figures.ts';
import { entriesThatExhaust, GrowthModel } from '../../../src/live/detect/growth-model.ts';
import { growthModelOf } from '../../../src/live/detect/growth-model-of.ts';
import { growthOfTrace } from '../../../src/live/detect/growth-of-trace.ts';
import { LinearWindow } from '../../../src/live/detect/linear-window.ts';
import { PredictLinear } from '../../../src/live/detect/detectors/predict-linear.ts';
import { replay } from '../../../src/live/detect/replay.ts';
import { RunningMedian } from '../../../src/live/detect/running-median.ts';
import { median } from '../../../src/base/stats/median.ts';
import { Sampler } from '../../../src/live/detect/sampler.ts';
import { learnHistory, type SeriesHistory } from '../../../src/live/detect/series-history.ts';
import type { Trace } from '../../../src/live/trace/trace.ts';
import { planGrowth } from '../../../src/maps/model/plan/plan-growth.ts';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { formatTraceCsv } from '../../../src/live/trace/format-trace-csv.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { madeCalibration } from '../alerts/made-calibration.ts';
import { healthyTrace, traceOf } from './made-trace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';

const scales = { windowsMinutes: [15, 30, 60, 180], samplingMinutes: 2 };

/** Minute of the first alarm, and what the detector said of it. */
function firstAlarm(
  settings: DetectorSettings,
  trace: Trace,
  history: SeriesHistory | null = null,
): { readonly minute: number; readonly sentence: string; readonly detector: Detector } | null {
  const detector = createDetector(settings, { history, growth: growthOfTrace(trace) });
  let inRow = 0;
  let found: { minute: number; sentence: string; detector: Detector } | null = null;
  replay(trace, -Infinity, Infinity, (sample) => {
    if (found !== null || !detector.push(sample)) return;
    inRow = detector.score > thresholdOf(settings) ? inRow + 1 : 0;
    if (inRow === settings.pointsInRow) {
      found = { minute: sample.minute, sentence: detector.explain(), detector };
    }
  });
  return found;
}

const rampFrom = (level: number, perMinute: number, flat: number, minutes: number): Trace =>
  traceOf(
    Array.from({ length: minutes }, (_, minute) =>
      Math.min(100, level + perMinute * Math.max(0, minute - flat)),
    ),
  );

test('the EWMA slope of a ramp approaches the true slope as 0.214, 0.332, 0.432, 0.517, 0.590', (t) => {
  // (1 + 0.85 + 1) and so on: the mean of the last two steps of 1 - 0.85^n, times the slope of 1.
  const ewma = new SmoothedSlope(0.15, 8);
  const slopes: number[] = [];
  for (let minute = -80; minute <= 40; minute += 8) {
    ewma.push({ minute, percent: 40 + Math.max(0, minute), entries: Number.NaN });
    if (minute > 0) slopes.push(Number(ewma.slope.toFixed(3)));
  }
  t.deepEqual(slopes, [0.075, 0.214, 0.332, 0.432, 0.517]);
});

test('the source rule warns of a steady leak and says why, and of no flat series', (t) => {
  const [source] = defaultDetectors;
  if (source === undefined) throw new Error('no source rule');
  const alarm = firstAlarm(source, rampFrom(40, 0.5, 200, 330));
  t.is(alarm?.minute, 224);
  t.is(
    alarm?.sentence,
    'The EWMA (alpha 0.15) rises 0.166 %/min, above 0.021 %/min for 3 points of 8 minutes in a row; it is at 43.3 %, full in 5 h 42 min.',
  );
  t.is(firstAlarm(source, rampFrom(99, 0, 0, 2000)), null);
});

test('every detector of levels sees a leak, and none sees a flat line at 70 %', (t) => {
  const history = learnHistory(healthyTrace('h', 3, 5000, 45), scales);
  const leak = rampFrom(45, 0.25, 300, 520);
  const flat = rampFrom(70, 0, 0, 1200);
  for (const settings of defaultDetectors) {
    if (settings.kind === 'growth-forecast') continue;
    const alarm = firstAlarm(settings, leak, history);
    t.true(alarm !== null && alarm.minute >= 300, `${settings.kind} ${alarm?.minute}`);
    t.regex(alarm?.sentence ?? '', /^[A-Z].*\d.*\.$/u);
    const quiet = settings.kind === 'ewma-chart' ? rampFrom(45, 0, 0, 1200) : flat;
    t.is(firstAlarm(settings, quiet, history), null, settings.kind);
  }
});

test('a detector foresees where its alarm on a leak has a time to exhaustion, and only there', (t) => {
  const history = learnHistory(healthyTrace('h', 3, 5000, 45), scales);
  const leak = rampFrom(45, 0.25, 300, 520);
  for (const settings of defaultDetectors) {
    if (settings.kind === 'growth-forecast') continue;
    const alarm = firstAlarm(settings, leak, history);
    const minutesLeft = alarm?.detector.minutesLeft ?? Number.NaN;
    // At 0.25 % per minute from 45 %, the leak fills what is left at most 220 minutes after it began.
    t.is(minutesLeft < 1000, detectors[settings.kind].foresees, `${settings.kind} ${minutesLeft}`);
  }
});

test('the multi-scale slope holds a series against its own history, or its own steps without one', (t) => {
  const settings = defaultDetectors.find(({ kind }) => kind === 'multi-scale');
  if (settings === undefined) throw new Error('no multi-scale slope');
  const noisy = healthyTrace('n', 5, 8000, 60);
  const history = learnHistory(noisy, scales, 0, 4000);
  t.true((history.steepestSlopes[0] ?? 0) > (history.steepestSlopes[3] ?? 1));
  t.is(firstAlarm(settings, noisy, history), null);
  const leak = rampFrom(60, 0.8, 100, 140);
  const noisyLeak = traceOf(
    Array.from(leak.percent, (value, i) => Math.min(100, value + (noisy.percent[i] ?? 0) - 60)),
  );
  const known = firstAlarm(settings, noisyLeak, history);
  t.true(known !== null && known.minute > 100 && known.minute <= 117, String(known?.minute));
  t.regex(
    known?.sentence ?? '',
    /^Over 30 minutes memory rises 0\.\d+ %\/min, \d\.\d\d times the steepest healthy rise of 0\.\d+ %\/min/u,
  );
  t.not(firstAlarm(settings, rampFrom(20, 0.5, 100, 250)), null);
});

test('Prometheus computes the same predict_linear', (t) => {
  if (spawnSync('promtool', ['--version']).status !== 0) {
    skipLoudly(t, 'no promtool');
    return;
  }
  const random = seededRandom(11);
  const values = Array.from({ length: 120 }, (_, i) =>
    Number((30 + i * 0.3 + 5 * random()).toFixed(2)),
  );
  const detector = new PredictLinear({
    kind: 'predict-linear',
    windowMinutes: 30,
    horizonMinutes: 60,
    pointsInRow: 1,
  });
  const cases = values.flatMap((percent, minute) => {
    detector.push({ minute, percent, entries: Number.NaN });
    if (minute % 7 !== 3) return [];
    // Version 2.42 compares exactly, so both are rounded to a millionth.
    const expected = Math.round(detector.predict(60) * 1e6);
    return [
      {
        expr: 'round(predict_linear(m[30m], 3600) * 1e6)',
        eval_time: `${minute}m`,
        exp_samples: [{ labels: '{}', value: expected }],
      },
    ];
  });
  t.is(cases.length, 17);
  const file = join(temporaryFolder('promtool'), 'predict.json');
  writeFileSync(
    file,
    JSON.stringify({
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [{ series: 'm', values: values.join(' ') }],
          promql_expr_test: cases,
        },
      ],
    }),
  );
  t.regex(execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8' }), /SUCCESS/u);
});

test('running least squares agree with least squares from scratch', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 10_000 })), {
        minLength: 3,
        maxLength: 300,
      }),
      (steps) => {
        const window = new LinearWindow(30);
        const points: [number, number][] = [];
        let minute = 0;
        for (const [step, value] of steps) {
          minute += step / 4;
          window.push(minute, value / 100);
          points.push([minute, value / 100]);
          const inside = points.filter(([at]) => at >= minute - 30 - 1e-9);
          t.is(window.count, inside.length);
          if (inside.length < 2) continue;
          const meanT = inside.reduce((sum, [at]) => sum + at, 0) / inside.length;
          const meanV = inside.reduce((sum, [, v]) => sum + v, 0) / inside.length;
          const covariance = inside.reduce((sum, [at, v]) => sum + (at - meanT) * (v - meanV), 0);
          const variance = inside.reduce((sum, [at]) => sum + (at - meanT) ** 2, 0);
          const slope = covariance / variance;
          t.true(Math.abs(window.slope() - slope) < 1e-6 * (1 + Math.abs(slope)));
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('a sampler keeps its grid, takes means, starts anew after a gap, and thins only once', (t) => {
  const sampler = new Sampler(4, true);
  const points: [number, number][] = [];
  for (const minute of [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 100, 101])
    if (sampler.push({ minute, percent: minute, entries: Number.NaN }, minute))
      points.push([sampler.minute, sampler.value]);
  t.deepEqual(points, [
    [0, 0],
    [4, 2.5],
    [9, 6.75],
    [12, 11],
    [100, 100],
  ]);
  const again = new Sampler(4, true);
  const twice = points.filter(([minute, value]) =>
    again.push({ minute, percent: value, entries: Number.NaN }, value),
  );
  t.deepEqual(twice, points);
});

test('the growth model of a map follows the plan of its type', (t) => {
  for (const type of [
    { model: 'go1.22', key: 'int64', value: 'int64' },
    { model: 'go1.24', key: 'int64', value: 'int64' },
    { model: 'v8', key: 'int64', value: 'int64' },
  ] as const) {
    const model = growthModelOf(type);
    for (const entries of [900_000, 3_000_000]) {
      const plan = planGrowth({ map: type.model, key: type.key, value: type.value, entries });
      const share = model.bytesHeld(entries) / plan.bytesHeld;
      // While a classic map evacuates, the plan holds the old table too.
      if (!plan.isGrowing) t.true(Math.abs(share - 1) < 0.05, `${type.model} ${entries} ${share}`);
    }
  }
  const model = growthModelOf({ model: 'go1.22', key: 'int64', value: 'int64' });
  t.is(model.upcoming(1_000_000)?.entries, 1_703_937);
  t.is(model.upcoming(1_703_936)?.entries, 1_703_937);
  t.is(model.upcoming(1_703_937)?.entries, 3_407_873);
  t.is(model.upcoming(0)?.entries, 9);
  t.throws(() => growthModelOf({ model: 'go1.18', key: 'int64', value: 'int64' }), {
    message: /expected map to be one of go1\.19.*got "go1\.18"/u,
  });
});

test('a wave of splits exhausts on the way, a doubling at once', (t) => {
  const wave = {
    entries: 100,
    middleEntries: 140,
    lastEntries: 200,
    tables: 1024,
    bytesBefore: 1000,
    bytesDuring: 2010,
    bytesAfter: 2000,
  };
  t.is(entriesThatExhaust(wave, 2010), Infinity);
  t.is(entriesThatExhaust(wave, 1500), 140);
  t.is(entriesThatExhaust({ ...wave, middleEntries: 100, lastEntries: 100 }, 1500), 100);
  t.true(Math.abs(entriesThatExhaust(wave, 0) - 100) < 1e-9);
  const model = new GrowthModel([wave]);
  t.is(model.bytesHeld(50), 1000);
  t.is(model.bytesHeld(140), 1500);
  t.is(model.bytesHeld(500), 2000);
  for (const entries of [110, 135, 150, 180])
    t.true(Math.abs(entriesThatExhaust(wave, model.bytesHeld(entries)) - entries) < 1e-6);
});

test('the growth forecast names the doubling, what it needs and what is left', (t) => {
  const type = { model: 'v8', key: 'int64', value: 'int64' };
  const entries = Array.from({ length: 400 }, (_, minute) => 700_000 + 1000 * minute);
  // 29,360,200 bytes held up to 1,048,576 entries; then 88,080,496 at once, of 60 million.
  const limitBytes = 60_000_000;
  const trace = traceOf(
    entries.map(() => ((29_360_200 + 6_000_000) / limitBytes) * 100),
    { limitBytes, map: { type, entries: Float64Array.from(entries) } },
  );
  const settings = defaultDetectors.find(({ kind }) => kind === 'growth-forecast');
  if (settings === undefined) throw new Error('no growth forecast');
  const alarm = firstAlarm(settings, trace);
  // 348,577 entries to go at 1000 a minute: within the hour from minute 289, third point in a row.
  t.is(alarm?.minute, 291);
  t.is(
    alarm?.sentence,
    'The map doubles in 58 minutes at 1000 entries a minute, needs 56.0 MiB, 23.5 MiB are left.',
  );
  const roomy = { ...trace, limitBytes: 200_000_000 };
  const percent = trace.percent.map((value) => (value * limitBytes) / 200_000_000);
  t.is(firstAlarm(settings, { ...roomy, percent }), null);
  t.throws(() => createDetector(settings, { history: null, growth: null }), {
    message: /expected a trace with a map/u,
  });
});

test('why an alarm is up: value, threshold, margin and window of each detector at one minute', async (t) => {
  const cwd = temporaryFolder('why');
  const climb = Array.from({ length: 700 }, (_, minute) =>
    minute < 500 ? 50 + (minute % 4 < 2 ? -0.5 : 0.5) : 50 + (minute - 500) / 5,
  );
  writeFileSync(join(cwd, 'climb.csv'), formatTraceCsv(traceOf(climb)));
  writeFileSync(join(cwd, 'c.json'), JSON.stringify(madeCalibration('confirmed-rise')));
  const ask = async (minute: string): Promise<[number, string]> => {
    const io = fakeIo(['detect', 'climb.csv', '--calibration', 'c.json', '--why', minute], { cwd });
    return [await runCli(io), io.output + io.errors];
  };
  const [code, up] = await ask('600');
  t.is(code, 0, up);
  t.regex(
    up,
    /at minute 600:\n {4}confirmed-rise, the choice: alarm, 0\.161 at a threshold 0\.05 share of the headroom, beyond it by 0\.111\n {6}The EWMA of 69\.8 % has taken 39\.6 % of what is free above the healthy high of 50 %, where 12\.3 % are allowed, .* over 3 h memory rises 0\.116 %\/min, .* full in 4 h 55 min\./u,
  );
  const [, quiet] = await ask('400');
  t.regex(
    quiet,
    /confirmed-rise, the choice: no alarm, threshold 0\.05 share of the headroom; too little/u,
  );
  const [refused, words] = await ask('701');
  t.deepEqual(
    [refused, words.includes('--why to be a minute from 0 to 699 (made), got 701')],
    [2, true],
  );
  const drawn = fakeIo(
    ['detect', 'climb.csv', '--calibration', 'c.json', '--why', '650', '--report', 'd.html'],
    { cwd },
  );
  t.is(await runCli(drawn), 0, drawn.errors);
  const page = readFileSync(join(cwd, 'd.html'), 'utf8');
  t.regex(page, /<h3>At minute 650<\/h3>[^]*What each detector saw at minute 650/u);
  t.regex(
    page,
    /<h3>Memory around the moment<\/h3>[^]*<h3>The windows that each detector looked at<\/h3>/u,
  );
  t.regex(page, /confirmed-rise: 15, 30, 60, 180 min/u);
});

test('durations are told as people tell them', (t) => {
  t.deepEqual([0.4, 1, 31, 119, 120, 400, 3000, Infinity].map(formatMinutes), [
    '0 minutes',
    '1 minute',
    '31 minutes',
    '119 minutes',
    '2 h',
    '6 h 40 min',
    '2 days',
    'never',
  ]);
});

test('whatever a search tries of a detector can be read back from a calibration', (t) => {
  t.deepEqual(
    Object.keys(detectors),
    defaultDetectors.map(({ kind }) => kind),
  );
  for (const { schema, defaults, grid } of Object.values(detectors)) {
    const { kind } = defaults;
    t.deepEqual(schema.parse(JSON.parse(JSON.stringify(defaults))), defaults);
    t.false(schema.safeParse({ ...defaults, pointsInRow: 0 }).success, kind);
    t.false(schema.safeParse({ ...defaults, colour: 'red' }).success, kind);
    for (const family of grid([1, 1, 1, 1]))
      for (const threshold of family.thresholds)
        for (const points of family.pointsInRow) {
          const settings = settingsAt(family, threshold, points);
          t.is(thresholdOf(settings), threshold);
          t.true(schema.safeParse(settings).success, JSON.stringify(settings));
        }
  }
});

test('the running median is that of the last values, ties and restarts included', (t) => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
      ),
      fc.integer({ min: 1, max: 6 }),
      (values, size) => {
        const running = new RunningMedian(size);
        running.push(7);
        running.clear();
        for (const [i, value] of values.entries())
          t.is(running.push(value) + 0, median(values.slice(Math.max(0, i + 1 - size), i + 1)) + 0);
      },
    ),
  );
});

import test from 'ava';
import { RunningLevel } from '../../../src/live/detect/running-level.ts';
import { defaultDetectors, thresholdOf } from '../../../src/live/detect/detectors.ts';
import { confirmedRise } from '../../../src/live/detect/detectors/confirmed-rise.ts';
import { settingGrid, countSettings } from '../../../src/live/calibrate/search/setting-family.ts';
import { casesOf } from '../../../src/live/calibrate/calibration/cases-of.ts';
import {
  conformalFactorsCover,
  fitConformal,
} from '../../../src/live/calibrate/interval/conformal.ts';
import { judgeCase } from '../../../src/live/calibrate/evaluate/case-outcome.ts';
import { joinEpisodes } from '../../../src/live/calibrate/evaluate/episodes.ts';
import { evaluateDetector } from '../../../src/live/calibrate/evaluate/evaluate-detector.ts';
import { poissonInterval } from '../../../src/live/calibrate/evaluate/poisson-interval.ts';
import { lowestInRow, scorePoints } from '../../../src/live/calibrate/evaluate/score-points.ts';
import { seriesHash, splitSeries } from '../../../src/live/calibrate/evaluate/split-series.ts';
import { graftFailure } from '../../../src/live/calibrate/fleet/graft-failure.ts';
import { drawnCurves } from '../../../src/live/calibrate/fleet/curve-source.ts';
import {
  growthAt,
  growthShapes,
  heldOutShapes,
} from '../../../src/live/calibrate/fleet/growth-shape.ts';
import { makeDeployments } from '../../../src/live/calibrate/fleet/deployments.ts';
import { makeFleet } from '../../../src/live/calibrate/fleet/make-fleet.ts';
import type { JudgedCase } from '../../../src/live/calibrate/evaluate/judged-case.ts';
import { formatTraceCsv } from '../../../src/live/trace/format-trace-csv.ts';
import { parseTraceCsv } from '../../../src/live/trace/parse-trace-csv.ts';
import type { Trace } from '../../../src/live/trace/trace.ts';
import {
  chooseSetting,
  showableBudget,
} from '../../../src/live/calibrate/search/choose-setting.ts';
import { paretoFront } from '../../../src/live/calibrate/search/pareto-front.ts';
import {
  scoreSettings,
  type ScoredSetting,
} from '../../../src/live/calibrate/search/scored-setting.ts';
import { LeadHistogram } from '../../../src/live/calibrate/search/lead-histogram.ts';
import { FamilySearch } from '../../../src/live/calibrate/search/search-families.ts';
import { searchInParallel } from '../../../src/live/calibrate/search/search-in-parallel.ts';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';
import { healthyTrace, traceOf } from './made-trace.ts';

test('alarms within 30 minutes are one episode', (t) => {
  t.deepEqual(joinEpisodes([1, 2, 32, 63, 100]), [
    { fromMinute: 1, toMinute: 32 },
    { fromMinute: 63, toMinute: 63 },
    { fromMinute: 100, toMinute: 100 },
  ]);
  t.deepEqual(joinEpisodes([]), []);
});

test('a case is judged from its minute on: false alarms before the onset, lead after it', (t) => {
  const trace = traceOf(
    Array.from({ length: 201 }, () => 50),
    {
      ending: { kind: 'exhausted', atMinute: 200 },
      label: { kind: 'slow-leak', shape: 'linear', onsetMinute: 120 },
    },
  );
  const minutes = Float64Array.from({ length: 200 }, (_, minute) => minute);
  const alarmed = new Set([10, 60, 61, 110, 150, 151, 199]);
  const scores = minutes.map((minute) => (alarmed.has(minute) ? 1 : 0));
  const outcome = judgeCase(
    { trace, history: null, judgeFromMinute: 50 },
    { minutes, scores },
    0.5,
  );
  t.is(outcome.falseAlarms, 2);
  t.is(outcome.healthyDays, 70 / 1440);
  t.is(outcome.alarmDays, 3 / 1440);
  t.deepEqual(outcome.failure, {
    kind: 'slow-leak',
    shape: 'linear',
    durationMinutes: 80,
    leadMinutes: 50,
    finalLeadMinutes: 1,
    episodes: 2,
    isFiringAtEnd: true,
  });
});

test('warning and critical are judged apart, and an alarm that flaps counts as often as it comes back', (t) => {
  // Two bumps 45 minutes apart, then a climb of 1 % in 4 minutes from 40 % at minute 400 to the end.
  const trace = traceOf(
    Array.from({ length: 641 }, (_, minute) => {
      if ((minute >= 200 && minute < 210) || (minute >= 255 && minute < 260)) return 90;
      return 40 + Math.max(0, minute - 400) / 4;
    }),
    {
      ending: { kind: 'exhausted', atMinute: 640 },
      label: { kind: 'slow-leak', shape: 'linear', onsetMinute: 400 },
    },
  );
  const cases = [{ trace, history: null, judgeFromMinute: 100 }];
  const flat = evaluateDetector(
    { kind: 'static-threshold', thresholdPercent: 80, pointsInRow: 1 },
    cases,
    23,
  );
  t.is(flat.levels.critical, null);
  const { warning } = flat.levels;
  t.is(warning.falseAlarms, 2);
  t.is(warning.medianLeadMinutes, 79);
  t.deepEqual(warning.heldMinutes, { p50: 10, p95: 72.1 });
  const line = evaluateDetector(
    { kind: 'predict-linear', windowMinutes: 30, horizonMinutes: 60, pointsInRow: 1 },
    cases,
    23,
  );
  t.is(line.levels.warning.raised?.hits, 1);
  t.is(line.levels.warning.medianLeadMinutes, 59);
  t.is(line.levels.critical?.medianLeadMinutes, 23);
  t.true((line.levels.critical?.falseAlarms ?? 9) <= line.levels.warning.falseAlarms);
});

test('exact Poisson intervals are those of R', (t) => {
  // poisson.test(0), poisson.test(7), poisson.test(100): conf.int
  for (const [count, low, high] of [
    [0, 0, 3.688879],
    [7, 2.814363, 14.422675],
    [100, 81.363991, 121.626794],
  ] as const) {
    const interval = poissonInterval(count);
    t.true(Math.abs(interval.low - low) < 1e-5, `${count} ${interval.low}`);
    t.true(Math.abs(interval.high - high) < 1e-5, `${count} ${interval.high}`);
  }
});

test('every shape of growth starts at nothing, never falls and ends full', (t) => {
  for (const shape of [...growthShapes, ...heldOutShapes]) {
    let before = 0;
    t.is(growthAt(shape, -1), 0, shape);
    for (let step = 0; step <= 200; step++) {
      const now = growthAt(shape, step / 200);
      t.true(now >= before - 1e-12 && now <= 1 + 1e-12, `${shape} ${step}`);
      before = now;
    }
    t.true(Math.abs(growthAt(shape, 1) - 1) < 1e-12, shape);
    t.is(growthAt(shape, 5), growthAt(shape, 1));
  }
  t.is(growthAt('staircase', 0.5), 0.5);
  t.is(growthAt('staircase', 0.51), 2 ** -0.75);
});

test('drawn growths start at nothing, never fall, end full, and are drawn anew for every failure', (t) => {
  const source = drawnCurves(50);
  const curves = source(seededRandom(1));
  for (const { name, doneAt } of curves) {
    t.regex(name, /^drawn in [2-6]$/u);
    let before = 0;
    t.is(doneAt(-1), 0);
    for (let step = 0; step <= 200; step++) {
      const now = doneAt(step / 200);
      t.true(now >= before && now <= 1);
      before = now;
    }
    t.deepEqual([doneAt(1), doneAt(5)], [1, 1]);
  }
  const halves = curves.map(({ doneAt }) => doneAt(0.5));
  t.deepEqual(
    source(seededRandom(1)).map(({ doneAt }) => doneAt(0.5)),
    halves,
  );
  t.is(new Set(halves).size, 50);
  const mean = halves.reduce((sum, half) => sum + half, 0) / 50;
  t.true(Math.abs(mean - 0.5) < 0.1, `even on average, got ${mean}`);
});

test('a graft keeps the noise, moves its level and fills the limit when it should', (t) => {
  const noise = healthyTrace('n', 1, 4000, 80);
  const curve = {
    name: 'linear',
    doneAt: (progress: number): number => growthAt('linear', progress),
  };
  const graft = { curve, durationMinutes: 300, basePercent: 40 } as const;
  const { trace, shiftPercent } = graftFailure(noise, {
    ...graft,
    onsetMinute: 3000,
    leadInMinutes: 1440,
  });
  t.is(trace.minutes.length > 1440 + 250 && trace.minutes.length <= 1440 + 301, true);
  const leadIn = trace.percent.subarray(0, 1440);
  t.true(Math.abs(leadIn.reduce((sum, value) => sum + value, 0) / 1440 - 40) < 1e-9);
  t.true(Math.abs((trace.percent[7] ?? 0) - (noise.percent[1567] ?? 0) - shiftPercent) < 1e-9);
  t.deepEqual(trace.ending, { kind: 'exhausted', atMinute: trace.minutes.at(-1) });
  t.is(trace.label?.onsetMinute, 1440);
  t.throws(() => graftFailure(noise, { ...graft, onsetMinute: 3900, leadInMinutes: 10 }), {
    message: 'expected noise from minute 3890 to 4200 (made)',
  });
});

test('a fleet is the same for the same seed, and every series is what its label says', (t) => {
  const task = { seed: 5, failures: 9, healthy: 4, noise: [healthyTrace('n', 2, 6000)] };
  const fleet = makeFleet(task);
  t.deepEqual(
    fleet.map(({ id }) => id).toSorted(),
    ['doubling', 'fast-leak', 'slow-leak']
      .flatMap((kind) => [1, 2, 3].map((n) => `${kind}-000${n}`))
      .concat([1, 2, 3, 4].map((n) => `healthy-000${n}`))
      .toSorted(),
  );
  const text = fleet.map(formatTraceCsv).join('');
  t.is(makeFleet(task).map(formatTraceCsv).join(''), text);
  t.not(
    makeFleet({ ...task, seed: 6 })
      .map(formatTraceCsv)
      .join(''),
    text,
  );
  t.deepEqual(makeFleet({ ...task, failures: 3 })[0], fleet[0], 'a series does not hang on others');
  for (const { label, ending, percent, map } of fleet) {
    t.true(map !== null && map.entries.length === percent.length);
    const highest = percent.reduce((high, value) => Math.max(high, value), 0);
    if (label?.kind === 'healthy') t.deepEqual([ending.kind, highest < 100], ['never', true]);
    else t.is(ending.kind === 'exhausted' ? percent[ending.atMinute] : null, 100);
    const before = percent.at(-2) ?? 0;
    if (label?.kind === 'doubling') t.true(before < 99, 'flat until the doubling');
  }
  t.throws(() => makeFleet({ ...task, healthy: -1 }), {
    message: /healthy from 0 to 100,000, got -1/u,
  });
});

test('a search finds what running the detectors one by one finds, on any number of threads', async (t) => {
  const noise = [1, 2].map((seed) => healthyTrace(`n${seed}`, seed, 8600, 85));
  const fleet = makeFleet({ seed: 3, failures: 3, healthy: 1, noise });
  const cases = casesOf([...noise, ...fleet], 4).filter((_, index) => index % 3 === 0 || index < 6);
  const families = settingGrid([0.8, 0.3, 0.15, 0.07]).filter((_, index) => index % 23 === 0);
  const grid = countSettings(settingGrid([1, 1, 1, 1]));
  t.true(grid >= 10_000, `${grid} settings`);
  const search = new FamilySearch(families, 23);
  for (const judged of cases) search.add(judged);
  const scored = scoreSettings(families, search.tallies);
  t.is(scored.length, countSettings(families));
  for (const one of scored.filter((_, index) => index % 17 === 0)) {
    const { quality } = evaluateDetector(one.settings, cases, 23);
    const label = JSON.stringify(one.settings);
    t.is(one.warned, quality.recall?.hits ?? 0, label);
    const isGrowth = one.settings.kind === 'growth-forecast';
    const own = cases.filter(
      ({ trace }) =>
        trace.ending.kind === 'never' ||
        (isGrowth ? trace.label?.kind === 'doubling' : trace.label?.kind !== 'doubling'),
    );
    t.is(one.falseAlarms, evaluateDetector(one.settings, own, 23).quality.falseAlarms, label);
  }
  const counted: number[] = [];
  const batches = [cases.slice(0, 3), ...cases.slice(3).map((one) => [one])];
  const onCounted = (count: number): number => counted.push(count);
  const parallel = await searchInParallel({ families, leadMinutes: 23 }, batches, 2, { onCounted });
  t.deepEqual(parallel, search.tallies, 'to the last digit: sums of whole numbers');
  t.deepEqual(
    counted,
    Array.from(batches, (_, index) => index + 1),
  );
  await t.throwsAsync(
    searchInParallel({ families, leadMinutes: 23 }, batches, 2, { signal: AbortSignal.abort() }),
    { any: true, name: 'AbortError' },
  );
});

const scoredAs = (recall: number, falseAlarms: number, lead: number): ScoredSetting => ({
  deploymentFalseAlarmsPerSeriesDay: 0,
  settings: { kind: 'static-threshold', thresholdPercent: lead, pointsInRow: 1 },
  warned: recall * 100,
  failures: 100,
  recall,
  falseAlarms,
  seriesDays: 100,
  falseAlarmsPerSeriesDay: falseAlarms / 100,
  medianLeadMinutes: lead,
});

test('the front keeps what nothing beats, the choice keeps the budget with confidence', (t) => {
  const settings = [
    scoredAs(0.9, 10, 30),
    scoredAs(0.8, 0, 20),
    scoredAs(0.7, 1, 10),
    scoredAs(0.8, 4, 25),
    scoredAs(0.9, 10, 30),
    scoredAs(0.99, 6, 5),
  ];
  t.deepEqual(
    paretoFront(settings).map(({ recall, falseAlarms }) => [recall, falseAlarms]),
    [
      [0.8, 0],
      [0.8, 4],
      [0.99, 6],
      [0.9, 10],
    ],
  );
  // At most 5 alarms in 100 days keep 0.1 a day with 90 %: the 80 % Poisson interval of 5 ends at 9.27.
  t.is(chooseSetting(settings, { falseAlarmsPerSeriesDay: 0.1, leadMinutes: 23 })?.falseAlarms, 0);
  t.is(chooseSetting(settings, { falseAlarmsPerSeriesDay: 0.11, leadMinutes: 23 })?.falseAlarms, 6);
  t.is(chooseSetting(settings, { falseAlarmsPerSeriesDay: 0.01, leadMinutes: 23 }), null);
});

test('a default budget is the smallest that the days can show, and says how many are missing', (t) => {
  // ln 10 / 0.01 = 230.3 days without a false alarm show 0.01 with 90 %.
  t.deepEqual(showableBudget(0.01, 231), { falseAlarmsPerSeriesDay: 0.01, missingDays: 0 });
  const some = showableBudget(0.01, 111.4);
  t.is(some.falseAlarmsPerSeriesDay.toFixed(4), '0.0349', 'one alarm: 3.8897 / 111.4');
  t.is(some.missingDays.toFixed(1), '118.9');
  t.is(showableBudget(0.01, 48).falseAlarmsPerSeriesDay.toFixed(4), '0.0480', '2.3026 / 48');
  t.is(showableBudget(0.001, 231).missingDays.toFixed(0), '2072');
});

test('a setting that keeps quiet at deployments goes before one that warns of more', (t) => {
  const loud = { ...scoredAs(0.9, 0, 30), deploymentFalseAlarmsPerSeriesDay: 0.03 };
  const quiet = { ...scoredAs(0.8, 0, 30), deploymentFalseAlarmsPerSeriesDay: 0.02 };
  const budget = { falseAlarmsPerSeriesDay: 0.1, leadMinutes: 23 };
  t.is(chooseSetting([loud, quiet], budget), quiet);
  t.is(chooseSetting([loud], budget), loud);
});

test('deployed services climb and flatten, and half of them fail while a process warms up', (t) => {
  const series = makeDeployments(5, 6, []);
  t.deepEqual(series, [...makeDeployments(5, 6, [])]);
  for (const { ending, label, percent, processStarts = [], minutes } of series) {
    t.true(processStarts.length >= 4);
    t.true(percent.every((value) => value >= 0 && value <= 100));
    if (label?.kind === 'deployment') {
      t.is(ending.kind, 'never');
      t.true(Math.max(...percent) <= 97);
      t.is(minutes.length, 8640);
      continue;
    }
    const onset = label?.onsetMinute ?? 0;
    t.deepEqual(ending, { kind: 'exhausted', atMinute: minutes.length - 1 });
    t.true(processStarts.some((start) => onset >= start && onset - start <= 180));
  }
  const [written] = series;
  if (written === undefined) return;
  const read = parseTraceCsv(formatTraceCsv(written), 'a.csv');
  t.deepEqual(read.processStarts, written.processStarts);
});

test('a climb to a new level alarms in an old process and not in one that has just started', (t) => {
  const climb = Array.from({ length: 1100 }, (_, minute) => {
    const noise = minute % 4 < 2 ? -0.5 : 0.5;
    if (minute < 600) return 50 + noise;
    return 20 + Math.min(38, (minute - 600) / 2) + noise;
  });
  const cases = (processStarts: readonly number[]): JudgedCase[] => [
    { trace: traceOf(climb, { processStarts }), history: null, judgeFromMinute: 400 },
  ];
  const settings = defaultDetectors.find(({ kind }) => kind === 'confirmed-rise');
  if (settings === undefined) throw new Error('no detector');
  t.true(evaluateDetector(settings, cases([]), 23).quality.falseAlarms > 0);
  t.is(evaluateDetector(settings, cases([600]), 23).quality.falseAlarms, 0);
});

test('a process that passes the usual high at a pace that fills the limit soon alarms however young it is', (t) => {
  const start = 600;
  const made = (climbFrom: number): Float64Array =>
    Float64Array.from({ length: 700 }, (_, minute) => {
      const noise = minute % 4 < 2 ? -0.5 : 0.5;
      const age = minute - start;
      if (age < 0) return 50 + noise;
      return 30 + age / 5 + Math.max(0, age - climbFrom) * 0.7 + noise / 5;
    });
  const alarmAge = (climbFrom: number): number => {
    const detector = confirmedRise.create(confirmedRise.defaults, { history: null, growth: null });
    for (const [minute, percent] of made(climbFrom).entries()) {
      const ageMinutes = minute < start ? Infinity : minute - start;
      detector.push({ minute, percent, entries: Number.NaN, ageMinutes });
      if (minute > start && detector.score === 1) return minute - start;
    }
    return Infinity;
  };
  // At 55.9 % the last 15 minutes fill the limit within 50 minutes, and the last 30 within 75.
  t.is(alarmAge(35), 56);
  // No climb of an hour fills the limit within 50 minutes at a fifth of a percent.
  t.is(alarmAge(1000), Infinity);
});

/** The age of a process at its first alarm that comes whatever the EWMA has taken. */
function soonAge(percent: readonly number[], startMinute: number): number | null {
  const detector = confirmedRise.create(confirmedRise.defaults, { history: null, growth: null });
  for (const [minute, value] of percent.entries()) {
    const ageMinutes = minute < startMinute ? Infinity : minute - startMinute;
    detector.push({ minute, percent: value, entries: Number.NaN, ageMinutes });
    if (minute > startMinute && detector.score === 1) return minute - startMinute;
  }
  return null;
}

/** An hour and a half, 79 % after an hour. */
function climbTo79(pace: number): number[] {
  return Array.from({ length: 90 }, (_, age) => Math.min(87, 79 + pace * (age - 60)));
}

test('a young process alarms below the usual high once an hour of it fills the limit within 25 minutes', (t) => {
  // Usually 60 %, now and then 88 %: three standard deviations above the mean are 77.7 %.
  const before = Array.from({ length: 600 }, (_, minute) => (minute % 36 < 2 ? 88 : 60));
  // Points are means of two minutes, and the EWMA is a little behind: at 80.8 % it is high enough.
  t.is(soonAge([...before, ...climbTo79(0.9)], 600), 62);
  // By this pace it takes an hour.
  t.is(soonAge([...before, ...climbTo79(0.3)], 600), null);
});

test('a process that runs for long and whose start is known alarms once it is above the usual high and full soon', (t) => {
  const before = Array.from({ length: 1000 }, (_, minute) => (minute % 4 < 2 ? 49.5 : 50.5));
  const climb = Array.from({ length: 60 }, (_, minute) => 50 + 0.8 * minute);
  // From minute 1000 on: 15 % of what is free above 50.5 % are taken at 57.9 %, the last 15 minutes rise later.
  t.is(soonAge([...before, ...climb], 400), 614);
});

test('what a process has warmed up to is usual only while it leaves 12 % of the limit free', (t) => {
  const history = { meanPercent: 60, deviationPercent: 1, highestPercent: 84 };
  const level = new RunningLevel(
    { alpha: 0.5, baselinePoints: 180, leastFreePercent: 12 },
    { ...history, steepestSlopes: [], meanStepPercent: 1, minutes: 1440 },
  );
  for (let point = 0; point < 400; point++) level.push(63, false);
  level.settle();
  t.is(level.highest.toFixed(3), '87.000');
  for (let point = 0; point < 400; point++) level.push(75, false);
  level.settle();
  t.is(level.highest, 88);
  // A history that has been higher stands.
  const higher = new RunningLevel(
    { alpha: 0.5, baselinePoints: 180, leastFreePercent: 12 },
    { ...history, highestPercent: 93, steepestSlopes: [], meanStepPercent: 1, minutes: 1440 },
  );
  for (let point = 0; point < 400; point++) higher.push(75, false);
  higher.settle();
  t.is(higher.highest, 93);
});

test('a setting with fewer false alarms goes before one that warns of a few more, but for chance', (t) => {
  const budget = { falseAlarmsPerSeriesDay: 0.1, leadMinutes: 23 };
  // 95 of 100 have an upper end of 0.984, 85 of 100 of 0.915 (Clopper and Pearson).
  const best = scoredAs(0.97, 2, 30);
  const near = scoredAs(0.95, 0, 30);
  const far = scoredAs(0.85, 0, 30);
  t.is(chooseSetting([best, near, far], budget), near);
  t.is(chooseSetting([best, far], budget), best);
});

const named = (ids: readonly string[]): Trace[] => ids.map((id) => traceOf([1, 2], { id }));
const idsOf = (traces: readonly Trace[]): string[] => traces.map(({ id }) => id);

test('a hash of its name says which part a series is in, whatever others there are', (t) => {
  const { fit, judge } = splitSeries(named(['n4', 'n2', 'n3', 'n1', 'n5']));
  t.deepEqual(
    [idsOf(fit), idsOf(judge)],
    [
      ['n1', 'n2', 'n5'],
      ['n3', 'n4'],
    ],
  );
  // printf %s n1 | sha256sum, the first eight digits: below 80000000 is the part to fit.
  t.deepEqual([seriesHash('n1'), seriesHash('n3')], [0x676b8bb8, 0x8721d664]);
  const fleet = Array.from({ length: 2000 }, (_, index) => `series ${index}`);
  const part = (ids: readonly string[]): Set<string> => new Set(idsOf(splitSeries(named(ids)).fit));
  const all = part(fleet);
  const some = part(fleet.filter((_, index) => index % 3 > 0));
  t.true([...some].every((id) => all.has(id)));
  // 1000 expected, with a deviation of 22.
  t.true(Math.abs(all.size - 1000) < 90, `${all.size} to fit`);
});

function failuresOn(id: string, traces: readonly Trace[]): readonly JudgedCase[] {
  return casesOf(traces, 4).filter(({ trace }) => trace.id.startsWith(`${id}+`));
}

test('a series fails alike, whatever others lend their noise', (t) => {
  const [one, other] = [1, 2].map((seed) => healthyTrace(`n${seed}`, seed, 8600));
  if (one === undefined || other === undefined) throw new Error('no traces');
  t.true(failuresOn('n2', [other]).length > 20);
  t.deepEqual(failuresOn('n2', [one, other]), failuresOn('n2', [other]));
});

test('nothing that must wait for its points can exceed the bound, and a longer failure raises it', (t) => {
  const noise = healthyTrace('n', 9, 8600, 60);
  for (const settings of defaultDetectors) {
    if (settings.kind === 'growth-forecast') continue;
    const { quality } = evaluateDetector(settings, casesOf([noise], 1), 23);
    t.true((quality.recall?.share ?? 0) <= (quality.recallBound ?? 0) + 1e-9, settings.kind);
  }
  const source = defaultDetectors[0];
  if (source === undefined) throw new Error('no source rule');
  const short = casesOf([noise], 1).filter(
    ({ trace }) => trace.ending.kind === 'exhausted' && trace.minutes.length < 1440 + 47,
  );
  const { quality } = evaluateDetector(source, short, 23);
  t.true(
    (quality.recallBound ?? 1) < 0.95,
    'three points of 8 minutes cannot warn 23 minutes ahead of 45',
  );
});

test('points in a row are the lowest of the last scores', (t) => {
  const scores = Float64Array.of(3, 1, 4, 1, 5);
  t.deepEqual([...lowestInRow(scores, 1)], [3, 1, 4, 1, 5]);
  t.deepEqual([...lowestInRow(scores, 3)], [-Infinity, -Infinity, 1, 1, 1]);
  const [source] = defaultDetectors;
  if (source === undefined) throw new Error('no source rule');
  const points = scorePoints(source, { trace: healthyTrace('n', 3, 400), history: null });
  t.is(points.minutes.length, 50);
  t.is(points.scores[1], -Infinity);
  t.is(thresholdOf(source), 0.021);
});

test('conformal factors cover what they promise, to the error of their own sample', (t) => {
  const random = seededRandom(8);
  const pair = (): { shape: string; predictedMinutes: number; actualMinutes: number } => {
    const predictedMinutes = 10 + 90 * random();
    const ratio = Math.exp(0.7 * normalQuantile(Math.max(1e-9, random())));
    return { shape: 'any', predictedMinutes, actualMinutes: predictedMinutes * ratio };
  };
  let covered = 0;
  const rounds = 200;
  for (let round = 0; round < rounds; round++) {
    const factors = fitConformal(Array.from({ length: 99 }, pair));
    for (let i = 0; i < 20; i++) if (conformalFactorsCover(factors, pair())) covered += 1;
  }
  // 5 and 95 of 99 from either end: 90 % on average; 4000 draws in 200 rounds err by about 0.6 %.
  t.true(Math.abs(covered / (20 * rounds) - 0.9) < 0.02, String(covered / (20 * rounds)));
  t.throws(() => fitConformal([]), { message: 'expected at least 20 forecasts, got 0' });
});

test('a histogram of leads has their median to a minute, and is the sum of its parts', (t) => {
  const leads = [0, 23.9, 24.2, 90, 127, 200, 1439.5, 5000];
  const [one, other] = [new LeadHistogram(2), new LeadHistogram(2)];
  for (const [index, lead] of leads.entries()) (index % 2 === 0 ? one : other).add(1, lead);
  one.join(other.counts);
  // The fifth of eight, as before: index 4 of the sorted leads.
  t.is(one.median(1, leads.length), 127);
  t.is(one.median(0, 0), 0);
  t.deepEqual([23.9, 128, 200, 1439.5, 5000].map(medianOfOne), [23, 128, 200, 1424, 2032]);
});

function medianOfOne(lead: number): number {
  const histogram = new LeadHistogram(1);
  histogram.add(0, lead);
  return histogram.median(0, 1);
}

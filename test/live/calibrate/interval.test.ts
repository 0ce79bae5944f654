import test from 'ava';
import { seededRandom, type Random } from '../../../src/base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';
import { AlarmWatch } from '../../../src/live/calibrate/calibration/alarm-watch.ts';
import { halvesOf } from '../../../src/live/calibrate/calibration/cases-of.ts';
import { momentOf } from '../../../src/live/calibrate/calibration/moment-of.ts';
import { makeFleet } from '../../../src/live/calibrate/fleet/make-fleet.ts';
import {
  type AlarmMoment,
  alarmMoments,
} from '../../../src/live/calibrate/interval/alarm-moments.ts';
import {
  type ClimbInterval,
  fitClimbInterval,
  timeLeftOf,
} from '../../../src/live/calibrate/interval/climb-interval.ts';
import { intervalOfMoments } from '../../../src/live/calibrate/interval/forecast-interval.ts';
import {
  defaultGrowthInterval,
  growthInterval,
  growthTimeLeft,
} from '../../../src/live/calibrate/interval/growth-interval.ts';
import { ClimbIntervalSource } from '../../../src/live/calibrate/interval/interval-source.ts';
import { fitQuantile } from '../../../src/live/calibrate/interval/quantile-regression.ts';
import { Climb } from '../../../src/live/detect/climb.ts';
import { GrowthForecast } from '../../../src/live/detect/detectors/growth-forecast.ts';
import { detectors } from '../../../src/live/detect/detectors.ts';
import { growthModelOf } from '../../../src/live/detect/growth-model-of.ts';
import { learnHistory, historyScales } from '../../../src/live/detect/series-history.ts';
import { madeCalibration, settingsOf } from '../alerts/made-calibration.ts';
import { traceOf } from './made-trace.ts';

test('a regression of the median through the stack loss data has the published coefficients', (t) => {
  // Brownlee's stack loss plant; coefficients of R's quantreg, rq(stack.loss ~ ., tau = 0.5), Koenker 2005.
  const rows = [
    [80, 27, 89],
    [80, 27, 88],
    [75, 25, 90],
    [62, 24, 87],
    [62, 22, 87],
    [62, 23, 87],
    [62, 24, 93],
    [62, 24, 93],
    [58, 23, 87],
    [58, 18, 80],
    [58, 18, 89],
    [58, 17, 88],
    [58, 18, 82],
    [58, 19, 93],
    [50, 18, 89],
    [50, 18, 86],
    [50, 19, 72],
    [50, 19, 79],
    [50, 20, 80],
    [56, 20, 82],
    [70, 20, 91],
  ];
  const losses = [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15];
  const fitted = fitQuantile(rows, losses, 0.5);
  for (const [k, published] of [-39.68986, 0.83188, 0.57391, -0.06087].entries())
    t.true(
      Math.abs((fitted[k] ?? Number.NaN) - published) < 0.01 * Math.max(1, Math.abs(published)),
      `${k} ${fitted[k]}`,
    );
});

const flat = { minutes: 1440, level: 40, slope: 0.25 };

/** Flat at 40 % for a day, then a quarter percent a minute. */
function ramp(minutes: number): Float64Array {
  return Float64Array.from(
    { length: flat.minutes + minutes },
    (_, minute) => flat.level + Math.max(0, minute - flat.minutes) * flat.slope,
  );
}

test('a steady climb is told by the same minutes at every pace, and by the share that is done', (t) => {
  const percent = ramp(121);
  const trace = traceOf([...percent], {});
  const climb = new Climb(learnHistory(trace, historyScales, 0, flat.minutes));
  for (const [minute, value] of percent.entries())
    climb.push({ minute, percent: value, entries: Number.NaN });
  const { doneShare, freePercent, ...paces } = climb.figures();
  // 30 % of 60 % are done, 30 % at a quarter a minute are 120 minutes; points are means of 2 minutes.
  t.true(Math.abs(doneShare - 0.5) < 0.005, String(doneShare));
  t.true(Math.abs(freePercent - 30) < 0.5, String(freePercent));
  t.is(Object.keys(paces).length, 5);
  for (const [pace, minutes] of Object.entries(paces))
    t.true(Math.abs(minutes - 120) < 8, `${pace} ${minutes}`);
});

test('a pace is not looked back over the start of the process', (t) => {
  const climb = new Climb(null);
  const percent = ramp(121);
  for (const [minute, value] of percent.entries())
    climb.push({ minute, percent: value, entries: Number.NaN, ageMinutes: minute - 1540 });
  // Three quarters of the climb were 90 minutes ago, 20 more than the process is old.
  t.true(climb.figures().sinceQuarter < 30, String(climb.figures().sinceQuarter));
});

/** Failures of series that differ in how their paces mislead: the truth is within a factor of the paces. */
function madeMoments(series: number, each: number, random: Random): AlarmMoment[] {
  const normal = (): number => normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, random())));
  return Array.from({ length: series }, (_, index) => {
    const bias = 0.1 * normal();
    return Array.from({ length: each }, (): AlarmMoment => {
      const actualMinutes = 10 * 60 ** random();
      const doneShare = 0.1 + 0.8 * random();
      // What is nearly done is known better.
      const spread = 1.2 * (1 - doneShare);
      const pace = (): number => actualMinutes * Math.exp(bias + spread * normal());
      return {
        series: `s${index}`,
        shape: 'made',
        durationMinutes: 2 * actualMinutes,
        minutesUp: Math.floor(2 * random()) * 20,
        predictedMinutes: pace(),
        actualMinutes,
        figures: {
          recent: pace(),
          lastHour: pace(),
          sinceQuarter: pace(),
          sinceThreeQuarters: pace(),
          sinceNineTenths: pace(),
          doneShare,
          freePercent: 60 * (1 - doneShare),
        },
      };
    });
  }).flat();
}

test('a conditional interval holds what it promises on series not seen, in every fifth of its widths, and is narrower', (t) => {
  const random = seededRandom(4);
  const fitted = intervalOfMoments({
    fitted: madeMoments(40, 30, random),
    judged: madeMoments(60, 60, random),
    named: [],
  });
  if (fitted === null || fitted.judgedLater === null) throw new Error('expected an interval');
  for (const judged of [fitted.judgedFirst, fitted.judgedLater]) {
    t.true(
      judged.coverage.share > 0.88 && judged.coverage.share < 0.95,
      JSON.stringify(judged.coverage),
    );
    for (const one of [...judged.coverageByWidth, ...judged.coverageBySpan])
      t.true(one.share > 0.84, JSON.stringify(one));
    t.true(judged.medianMinutes < 0.5 * judged.plainMedianMinutes, JSON.stringify(judged));
    // Most of the tenth that is missed comes later.
    t.true(judged.soonerThanLow.share < 0.05, JSON.stringify(judged.soonerThanLow));
  }
  t.is(intervalOfMoments({ fitted: [], judged: [], named: [] }), null);
  t.is(fitClimbInterval(madeMoments(2, 10, random)), null);
});

const nothing = { hits: 0, n: 1, share: 0, interval: { low: 0, high: 1, confidence: 0.95 } };
const unjudged = {
  coverage: nothing,
  coverageByWidth: [],
  coverageBySpan: [],
  medianSpan: 1,
  medianMinutes: 1,
  medianForecasts: 1,
  soonerThanLow: nothing,
  plainCoverage: nothing,
  plainMedianMinutes: 1,
};

/** Every end is so many minutes times the recent pace. */
function interval(low: number, high: number): ClimbInterval {
  const paces = { lastHour: 0, sinceQuarter: 0, sinceThreeQuarters: 0, sinceNineTenths: 0 };
  const none = { ...paces, doneShare: 0, freePercent: 0, first: 0, minutesUp: 0 };
  return {
    confidence: 0.9,
    lowTail: 0.05,
    low: { intercept: Math.log(low), recent: 1, ...none },
    high: { intercept: Math.log(high), recent: 1, ...none },
    first: { classesFromMinutes: [], by: [0] },
    later: { classesFromMinutes: [100], by: [0, Math.log(2)] },
  };
}

test('ends are moved apart by the class of their width, and never cross', (t) => {
  const paces = { lastHour: 1, sinceQuarter: 1, sinceThreeQuarters: 1, sinceNineTenths: 1 };
  const figures = { recent: 100, ...paces, doneShare: 0.5, freePercent: 30 };
  const isNear = ({ low, high }: { low: number; high: number }, from: number, to: number): void => {
    t.true(Math.abs(low - from) < 1e-9 && Math.abs(high - to) < 1e-9, `${low} ${high}`);
  };
  isNear(timeLeftOf(interval(0.5, 2), figures, 0), 50, 200);
  // 150 minutes wide: in the second class, whose ends are moved by a factor of 2.
  isNear(timeLeftOf(interval(0.5, 2), figures, 5), 25, 400);
  isNear(timeLeftOf(interval(0.5, 1), figures, 5), 50, 100);
  isNear(timeLeftOf(interval(2, 0.5), figures, 0), 50, 200);
  isNear(timeLeftOf(interval(0.001, 0.002), figures, 0), 0.5, 1);
});

test('an alarm has an interval when it begins and another when it becomes critical, and --why says what it is made of', (t) => {
  const percent = ramp(230);
  const trace = traceOf([...percent], {});
  const history = learnHistory(trace, historyScales, 0, flat.minutes);
  const settings = settingsOf('multi-scale');
  const watch = new AlarmWatch(
    settings,
    { history, growth: null },
    23,
    new ClimbIntervalSource(interval(0.5, 2), history),
  );
  for (const [minute, value] of percent.entries())
    watch.push({ minute, percent: value, entries: Number.NaN });
  const [episode] = watch.episodes;
  const left = episode?.forecastInterval;
  t.true(left !== null && left !== undefined);
  if (left === null || left === undefined || episode === undefined) return;
  t.true(Math.abs(left.high / left.low - 4) < 1e-9);
  const critical = episode.criticalInterval;
  t.true(
    critical !== undefined && critical.low < 23 && critical.high > 20,
    JSON.stringify(critical),
  );

  const calibration = {
    ...madeCalibration('multi-scale'),
    interval: {
      ...interval(0.5, 2),
      n: 0,
      plain: { low: 0.5, high: 2 },
      judgedFirst: unjudged,
      judgedLater: null,
      judged: unjudged,
      coverageByShape: {},
    },
  };
  const [moment] = momentOf(calibration, trace, history, flat.minutes + 120);
  t.regex(
    moment?.timeLeft?.sentence ?? '',
    /^50\.?\d? % of the way from the usual level to the limit is done; what is left takes 12\d minutes|2 h/u,
  );
});

test('a failure gives its first moment of alarm and three later ones, the same each time', (t) => {
  const percent = ramp(241);
  const trace = traceOf([...percent], {
    ending: { kind: 'exhausted', atMinute: percent.length - 1 },
    label: { kind: 'slow-leak', shape: 'linear', onsetMinute: flat.minutes },
  });
  const judged = {
    trace,
    history: learnHistory(trace, historyScales, 0, flat.minutes),
    judgeFromMinute: 720,
  };
  const settings = settingsOf('multi-scale');
  const moments = alarmMoments(settings, judged);
  t.deepEqual(
    moments.map(({ minutesUp }) => minutesUp > 0),
    [false, true, true, true],
  );
  t.deepEqual(alarmMoments(settings, judged), moments);
  // The first forecast is of a window that is flat in its first half.
  for (const { predictedMinutes, actualMinutes } of moments.slice(1))
    t.true(Math.abs(predictedMinutes - actualMinutes) < 40, `${predictedMinutes} ${actualMinutes}`);
});

test('the time to a growth has the deviation of its arrivals, and its interval is judged on growths not seen', (t) => {
  const type = { model: 'go1.22', key: 'int64', value: 'int64' } as const;
  const settings = { ...detectors['growth-forecast'].defaults, horizonMinutes: 1e9 };
  const deviationBy = (steps: readonly [number, number]): number => {
    const detector = new GrowthForecast(settings, growthModelOf(type), 1e6);
    let entries = 1e5;
    for (let minute = 0; minute < 400; minute++) {
      entries += steps[minute % 2] ?? 0;
      detector.push({ minute, percent: 10, entries });
    }
    return detector.deviationMinutes / Math.max(1, detector.minutesLeft);
  };
  // Even steps leave only the half of a sample; uneven ones of the same mean are less certain.
  t.true(deviationBy([10, 10]) < deviationBy([5, 15]));
  t.deepEqual(growthTimeLeft({ low: -2, high: 3 }, { minutesLeft: 30, deviationMinutes: 4 }), {
    low: 22,
    high: 42,
  });
  t.is(growthTimeLeft({ low: -2, high: 3 }, { minutesLeft: 30 }).high, Infinity);

  const made = halvesOf(makeFleet({ seed: 3, failures: 66, healthy: 0, noise: [] }));
  const others = halvesOf(makeFleet({ seed: 4, failures: 66, healthy: 0, noise: [] }));
  const fitted = growthInterval(detectors['growth-forecast'].defaults, made, others);
  t.is(fitted.n, 22);
  t.true((fitted.coverage?.hits ?? 0) >= 17 && fitted.coverage?.n === 22, JSON.stringify(fitted));
  t.true((fitted.medianSpan ?? 9) < 3);
  t.is(growthInterval(settings, [], []).low, defaultGrowthInterval.low);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { chromium } from 'playwright-core';
import { detectors } from '../../src/live/detect/detectors.ts';
import { detectorScale } from '../../src/report/calibration/detector-scale.ts';
import { defaultDetectors, type DetectorKind } from '../../src/live/detect/detectors.ts';
import type { Calibration } from '../../src/live/calibrate/calibration/calibration.ts';
import { halvesOf } from '../../src/live/calibrate/calibration/cases-of.ts';
import { splitSeries } from '../../src/live/calibrate/evaluate/split-series.ts';
import { exampleCases } from '../../src/live/calibrate/calibration/example-cases.ts';
import { evaluateDetector } from '../../src/live/calibrate/evaluate/evaluate-detector.ts';
import { makeFleet } from '../../src/live/calibrate/fleet/make-fleet.ts';
import { growthChart } from '../../src/report/calibration/growth/growth-chart.ts';
import { alarmSummary } from '../../src/report/calibration/alarm-words.ts';
import { renderCalibration } from '../../src/report/calibration/render-calibration.ts';
import { watchTrace, type ShownTrace } from '../../src/report/calibration/shown-trace.ts';
import { timelineCharts } from '../../src/report/calibration/timeline/timeline-charts.ts';
import { paretoChart } from '../../src/report/calibration/pareto-chart.ts';
import { detectorCharts } from '../../src/report/calibration/detector-charts.ts';
import { renderChart } from '../../src/report/kit/drawing/render-chart.ts';
import { madeCalibration } from '../live/alerts/made-calibration.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { chromiumFlags, chromiumHere, chromiumPath } from '../support/chromium-here.ts';

const fleet = makeFleet({ seed: 1, failures: 9, healthy: 3, noise: [] });
const shown = (wanted: string): ShownTrace => {
  const trace = fleet.find(({ id }) => id === wanted);
  if (trace === undefined) throw new Error(`no trace ${wanted}`);
  return { title: 'A title of <it>', trace, history: halvesOf([trace])[0]?.history ?? null };
};
const traces = ['fast-leak-0001', 'doubling-0001', 'healthy-0001'].map(shown);

/** A calibration that was judged on a fleet, with a front of three. */
function judgedCalibration(kind: DetectorKind): Calibration {
  const calibration = madeCalibration(kind);
  const cases = halvesOf(fleet);
  return {
    ...calibration,
    judged: defaultDetectors
      .filter((settings) => settings.kind !== 'source-rule')
      .map((settings) => evaluateDetector(settings, cases, 23)),
    preset: {
      ...calibration.preset,
      evaluation: evaluateDetector(defaultDetectors[0] ?? calibration.detector, cases, 23),
    },
    front: [0, 0.02, 0.4].map((rate, index) => ({
      settings: calibration.detector,
      warned: 6 + index,
      failures: 9,
      recall: (6 + index) / 9,
      falseAlarms: rate * 100,
      seriesDays: 100,
      falseAlarmsPerSeriesDay: rate,
      deploymentFalseAlarmsPerSeriesDay: 0,
      medianLeadMinutes: 30 * index,
    })),
  };
}

test('the page has everything in it, no script, and no request to make', async (t) => {
  const page = await renderCalibration(judgedCalibration('multi-scale'), traces);
  t.is(await renderCalibration(judgedCalibration('multi-scale'), traces), page, 'byte for byte');
  const has = (pattern: RegExp): boolean => pattern.test(page);
  t.true(has(/<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;/u));
  t.false(has(/<script|\son\w+=|https?:\/\/(?!www\.w3\.org)/u));
  for (const title of [
    'Pareto front',
    'Warned in time',
    'False alarms',
    'Memory and its EWMA',
    'EWMA slope',
    'Multi-scale slope',
    'Minutes to a growth that does not fit',
    'Growth forecast against the staircase',
  ])
    t.true(page.includes(`<h3>${title}</h3>`), title);
  t.true(has(/claimed to warn of 25 of 27 failures, 23 minutes ahead/u));
  t.true(has(/the first of the failure came (?:\d+ h )?\d+ min before exhaustion/u));
  t.true(has(/The map doubles in [\w ]+ at \d+ entries a minute, needs [\d.]+\u00a0[KM]iB/u));
  t.true(page.includes('A title of &lt;it&gt;'), 'what comes from outside is escaped');
});

test('every chart of every detector is drawn without a complaint', async (t) => {
  for (const { kind } of defaultDetectors.filter((one) => one.kind !== 'growth-forecast')) {
    const calibration = judgedCalibration(kind);
    const charts = [
      paretoChart(calibration),
      ...detectorCharts(calibration).map(({ chart }) => chart),
      ...traces.flatMap((one) => {
        const watched = watchTrace(calibration, one);
        const growth = growthChart(watched);
        return [
          ...timelineCharts(watched).map(({ chart }) => chart),
          ...(growth === null ? [] : [growth]),
        ];
      }),
    ];
    for (const [index, chart] of charts.entries()) {
      const { svgs, warnings } = await renderChart(chart, `k${index}`);
      t.deepEqual(warnings, [], `${kind}: ${chart.title}`);
      t.is(svgs.length, 2);
      t.notRegex(svgs.join(''), /NaN|undefined|Infinity/u, `${kind}: ${chart.title}`);
    }
  }
});

test('a trace is drawn from some time before its failure, with the lead of its first alarm', (t) => {
  const calibration = madeCalibration('multi-scale');
  const leak = watchTrace(calibration, shown('fast-leak-0001'));
  const end = leak.exhaustedAtMinute ?? 0;
  t.true(end > 1500 && leak.toMinute === end && leak.fromMinute > 0);
  const first = leak.episodes.find(
    ({ toMinute }) => toMinute >= (leak.trace.label?.onsetMinute ?? 0),
  );
  t.is(leak.leadMinutes, end - (first?.fromMinute ?? 0));
  t.true((first?.fromMinute ?? 0) > leak.fromMinute);
  const doubling = watchTrace(calibration, shown('doubling-0001'));
  t.deepEqual(
    doubling.detectors.map(({ kind }) => kind),
    ['multi-scale', 'growth-forecast'],
  );
  t.regex(growthChart(doubling)?.caption ?? '', /; the limit is [\d.]+ [MG]iB\. It came after \d/u);
  const healthy = watchTrace(calibration, shown('healthy-0001'));
  t.deepEqual(
    [healthy.exhaustedAtMinute, healthy.leadMinutes, healthy.fromMinute],
    [null, null, 0],
  );
});

test('a failure that ends between two samples is told to the hundredth of a minute', (t) => {
  const ending = { kind: 'exhausted', atMinute: 1551.3731 } as const;
  t.is(alarmSummary({ ending }, []), 'no alarm, exhausted at minute 1551.37');
  const calibration = madeCalibration('multi-scale');
  const budget = { ...calibration.budget, falseAlarmsPerSeriesDay: 0.0361874 };
  t.regex(
    JSON.stringify(paretoChart({ ...calibration, budget })),
    /The budget is 0\.0362 false alarms/u,
  );
});

test('examples are taken from the part that was not fitted to', (t) => {
  const examples = exampleCases(madeCalibration('multi-scale'), fleet);
  const roles = new Set(examples.map(({ role }) => role));
  t.true(roles.has('warned') && roles.has('doubling'));
  const fitted = new Set(splitSeries(fleet).fit.map(({ id }) => id));
  t.true(fitted.size > 0);
  for (const { judged, role } of examples) t.false(fitted.has(judged.trace.id), role);
});

test('a browser shows the page without a complaint, wide and narrow', async (t) => {
  if (!chromiumHere(t)) return;
  const path = join(temporaryFolder('page'), 'calibration.html');
  await writeFile(path, await renderCalibration(judgedCalibration('multi-scale'), traces));
  const url = pathToFileURL(path).href;
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  t.teardown(() => browser.close());
  for (const width of [1400, 768, 390, 320]) {
    const context = await browser.newContext({ viewport: { width, height: 844 }, offline: true });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('request', (request) => {
      if (request.url() !== url) said.push(`request of ${request.url().slice(0, 80)}`);
    });
    await page.goto(url);
    const seen = await page.evaluate(`({
      width: document.documentElement.scrollWidth,
      scripts: document.scripts.length,
      charts: [...document.querySelectorAll('.charts svg')].filter((svg) => svg.getBoundingClientRect().width > 200).length,
    })`);
    t.deepEqual(seen, { width, scripts: 0, charts: 18 }, String(width));
    t.deepEqual(said, []);
    await context.close();
  }
});

test('a level below the healthy high is no alarm on its scale until a rise confirms it', (t) => {
  const settings = { ...detectors['confirmed-rise'].defaults, headroomShare: -0.2 };
  const { threshold, calm, valueOf } = detectorScale(settings);
  t.deepEqual([threshold, calm], [-0.2, -1]);
  // Nothing rises, what is left takes forever, and two that are near.
  t.deepEqual([-Infinity, -1e5, -0.3, 0.09].map(valueOf), [-1, -1, -0.3, 0.09]);
  t.is(detectorScale(detectors['ewma-chart'].defaults).valueOf(-Infinity), 0);
});

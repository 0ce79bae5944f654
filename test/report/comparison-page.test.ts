import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { chromium } from 'playwright-core';
import { compareOptions } from '../../src/lab/compare/compare-options.ts';
import { compareRuns } from '../../src/lab/compare/compare-runs.ts';
import { historyRuns } from '../../src/lab/compare/history/history-points.ts';
import { historyOf } from '../../src/lab/compare/history/history.ts';
import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { metricChanges } from '../../src/report/comparison/metric-changes.ts';
import { staircaseOverlay } from '../../src/report/comparison/staircase-overlay.ts';
import { trend } from '../../src/report/history/trend.ts';
import { renderChart } from '../../src/report/kit/drawing/render-chart.ts';
import { renderComparison } from '../../src/report/comparison/render-comparison.ts';
import type { HistorySeries } from '../../src/lab/compare/history/history.ts';
import { renderHistory } from '../../src/report/history/render-history.ts';
import {
  everyOutcomePlans,
  hostileName,
  makeRecord,
  shippedPlans,
} from '../support/make-record.ts';
import { chromiumFlags, chromiumHere, chromiumPath } from '../support/chromium-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'mapswell-comparison-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const options = compareOptions();
const base = makeRecord(shippedPlans.slice(2, 5));
/** The first cell with buckets of another size, the second half as fast, the third gone. */
const head = changed('head');

function changed(id: string): RunRecord {
  const [first, second] = shippedPlans.slice(2, 4);
  if (first === undefined || second === undefined) throw new Error('expected two plans');
  const record = makeRecord([{ ...first, run: { ...first.run, bucketBytes: 208 } }, second]);
  const cells = record.cells.map((cell, index) =>
    Object.assign({}, cell, {
      rounds: cell.rounds.map((round) =>
        Object.assign({}, round, {
          measurement: round.measurement && {
            ...round.measurement,
            writesPerSecond: round.measurement.writesPerSecond / (index === 1 ? 2 : 1),
          },
        }),
      ),
    }),
  );
  return { ...record, id, cells };
}

function compared(from: RunRecord, to: RunRecord) {
  const runs = {
    baseline: [from, { ...from, id: `${from.id}2` }],
    candidate: [to, { ...to, id: `${to.id}2` }],
    acceptances: [],
  } as const;
  return { comparison: compareRuns(runs, options), baseline: from, candidate: to };
}

test('a comparison is a page with its verdicts first, then both staircases and the changes', async (t) => {
  const page = await renderComparison(compared(base, head));
  t.regex(page, /<h1>\s*<span class="regressed">Regressed<\/span>/);
  const order = [
    'id="verdicts"',
    'id="cell-1"',
    'Memory staircases',
    'Change of the timed metrics',
  ];
  const places = order.map((part) => page.indexOf(part));
  t.deepEqual(
    places.toSorted((a, b) => a - b),
    places,
  );
  t.true(places.every((place) => place > 0));
  t.regex(
    page,
    /Baseline \(broad, hollow dots\): 38\.3.MiB .*Candidate \(thin, filled dots\): 55\.3.MiB/,
  );
  t.regex(page, /part at insert 9/);
  t.regex(page, /<span class="tag regressed">regressed<\/span>/);
  t.regex(page, /1 cell of the baseline did not run: <bdi>delete-most<\/bdi>\./);
  t.notRegex(page, /no such cell|<h2[^>]*><bdi>delete-most/);
  t.true(page.includes(`default-src 'none'`) || page.includes('default-src &#39;none&#39;'));
  t.notRegex(page, /<script|https?:\/\/(?!www\.w3\.org)/);
  t.is(await renderComparison(compared(base, head)), page);
});

test('no name from outside becomes markup, and cells without figures have a section too', async (t) => {
  const odd = makeRecord(everyOutcomePlans);
  const page = await renderComparison(compared(odd, odd));
  t.false(page.includes(hostileName));
  t.true(page.includes('&lt;script&gt;'));
  t.is((page.match(/<section class="cell"/g) ?? []).length, everyOutcomePlans.length);
  const none = await renderComparison(
    compared({ ...odd, cells: [] }, { ...odd, id: 'none', cells: [] }),
  );
  t.regex(none, /Nothing was compared\./);
  t.regex(none, /<span class="invalid">Invalid</);
});

test('the charts of a comparison and of a history are drawn without a warning', async (t) => {
  const { comparison } = compared(base, head);
  const counts = base.cells[0]?.exact[0]?.counts ?? null;
  const other = head.cells[0]?.exact[0]?.counts ?? null;
  if (counts === null || other === null) throw new Error('expected counts');
  const sizes = [{ width: 776, height: 300 }] as const;
  const noun = 'inserts';
  const series = historyOf(historyRuns([base, { ...head, startedAt: '2025-12-01T00:00:00Z' }]));
  const charts = [
    staircaseOverlay({ baseline: counts, candidate: other, parting: null, noun }, sizes),
    metricChanges(comparison.metrics.filter(({ cell }) => cell === base.cells[1]?.cell.id)),
    ...series.map((one) => trend(one, sizes)),
  ].filter((chart) => chart !== null);
  t.true(charts.length > 20);
  for (const [index, chart] of charts.entries()) {
    const { svgs, warnings } = await renderChart(chart, `c${index}`);
    t.deepEqual(warnings, [], chart.title);
    t.true((svgs[0]?.length ?? 0) > 500);
  }
});

test('a history is a page that names the run of each change and draws each metric', async (t) => {
  const later = { ...head, startedAt: '2025-12-01T00:00:00.000Z' };
  const runs = [later, ...[1, 2, 3, 4].map((day) => onDay(day))];
  const page = await renderHistory(historyOf(historyRuns(runs)));
  t.regex(page, /From head on: /);
  t.regex(page, /40108104 to 57933896 B \(\+44\.4.%\)/);
  t.regex(page, /<h3>bytes-held<\/h3>/);
  t.regex(page, /<h3>latency-p99<\/h3>/);
  t.notRegex(page, /<script/);
});

test('a history of fewer than five runs is a table', async (t) => {
  const later = { ...head, startedAt: '2025-12-01T00:00:00.000Z' };
  const page = await renderHistory(historyOf(historyRuns([later, base])));
  t.notRegex(page, /<svg/);
  const text = page.replaceAll(/<[^>]+>|\n/g, ' ').replaceAll(/\s+/g, ' ');
  t.regex(text, / bytes-held B 40,108,104 57,933,896 /);
  t.regex(text, / growth-schedule as at first another /);
});

function onDay(day: number): RunRecord {
  return { ...base, id: `day${day}`, startedAt: `2025-11-0${day}T00:00:00.000Z` };
}

test('a browser shows both pages without a request or a complaint, wide and on a phone', async (t) => {
  if (!chromiumHere(t)) return;
  const series = historyOf(historyRuns([base, { ...head, startedAt: '2025-12-01T00:00:00Z' }]));
  const pages = {
    comparison: await renderComparison(compared(base, head)),
    history: await renderHistory(series),
  };
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  try {
    for (const [name, text] of Object.entries(pages))
      for (const width of [1280, 390, 320]) {
        const path = join(folder, `${name}.html`);
        writeFileSync(path, text);
        const page = await browser.newPage({ viewport: { width, height: 844 } });
        const said: string[] = [];
        page.on('console', (message) => said.push(message.text()));
        page.on('request', (request) => {
          if (request.url() !== pathToFileURL(path).href) said.push(request.url());
        });
        await page.goto(pathToFileURL(path).href);
        t.is(await page.evaluate('document.documentElement.scrollWidth'), width, name);
        t.deepEqual(said, [], `${name} ${width}`);
        await page.close();
      }
  } finally {
    await browser.close();
  }
});

/** Of one metric over so many runs. */
function historyPage(runs: number): Promise<string> {
  const series: HistorySeries = {
    cell: 'fill',
    metric: 'writes-per-second',
    unit: 'writes/s',
    class: 'timed',
    points: Array.from({ length: runs }, (_, at) => ({
      run: `run ${at}`,
      startedAt: '2026-11-22T10:00:00.000Z',
      subject: null,
      value: 1e6 + ((at * 7919) % 1000),
    })),
    changes: [],
  };
  return renderHistory([series]);
}

test('a trend of thousands of runs is drawn with as many points as its width can show', async (t) => {
  const [few, many, more] = [
    await historyPage(300),
    await historyPage(3000),
    await historyPage(6000),
  ];
  // With a dot for each of 300 runs, and none in a band of thousands.
  t.true(many.length < few.length, `${many.length} of ${few.length}`);
  t.true(more.length < many.length * 1.05, `${more.length} of ${many.length}`);
});

import test from 'ava';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { compareOptions } from '../../src/lab/compare/compare-options.ts';
import { compareRuns } from '../../src/lab/compare/compare-runs.ts';
import { historyRuns } from '../../src/lab/compare/history/history-points.ts';
import { historyOf } from '../../src/lab/compare/history/history.ts';
import { findCapacity } from '../../src/lab/run/capacity/find-capacity.ts';
import { ProcessView } from '../../src/live/attach/serve/process-view.ts';
import { halvesOf } from '../../src/live/calibrate/calibration/cases-of.ts';
import { makeFleet } from '../../src/live/calibrate/fleet/make-fleet.ts';
import { renderCalibration } from '../../src/report/calibration/render-calibration.ts';
import { renderDetection } from '../../src/report/calibration/render-detection.ts';
import { renderCapacity } from '../../src/report/capacity/render-capacity.ts';
import { renderComparison } from '../../src/report/comparison/render-comparison.ts';
import { renderHistory } from '../../src/report/history/render-history.ts';
import { livePage } from '../../src/report/live/live-page.ts';
import { renderRecorded } from '../../src/report/live/render-recorded.ts';
import { renderReport } from '../../src/report/run/render-report.ts';
import { madeCalibration } from '../live/alerts/made-calibration.ts';
import { chromiumHere, startBrowser } from '../support/chromium-here.ts';
import { madeLiveMap } from '../support/made-live-map.ts';
import { everyOutcomePlans, makeRecord } from '../support/make-record.ts';

const findings = z.array(
  z.object({
    id: z.string(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
);

test('axe-core finds nothing on any page: landmarks, names, contrast, light and dark', async (t) => {
  if (!chromiumHere(t)) return;
  t.timeout(180_000);
  const browser = await startBrowser(t);
  const found: string[] = [];
  for (const [kind, html] of Object.entries(await everyPage()))
    for (const one of await findingsOn(browser, html)) found.push(`${kind}, ${one}`);
  t.deepEqual(found, []);
});

/** All rules in the light scheme; of the dark one only what differs, the colours. */
async function findingsOn(browser: Browser, html: string): Promise<readonly string[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/attach.css')
      return route.fulfill({ contentType: 'text/css', body: livePage.style });
    return path === '/' ? route.fulfill({ contentType: 'text/html', body: html }) : route.abort();
  });
  await page.goto('http://page.test/');
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const only = colorScheme === 'light' ? '' : `{ runOnly: ['color-contrast'] }`;
    const seen: unknown = await page.evaluate(
      `axe.run(${only}).then(({ violations }) => violations)`,
    );
    for (const { id, nodes } of findings.parse(seen))
      for (const node of nodes)
        found.push(
          `${colorScheme}: ${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`,
        );
  }
  await context.close();
  return found;
}

/** Every kind of page that mapswell makes, small. */
async function everyPage(): Promise<Readonly<Record<string, string>>> {
  const record = makeRecord(everyOutcomePlans.slice(1, 3));
  const [first, ...others] = record.cells;
  const other = { ...record, id: 'other', cells: first === undefined ? [] : [first] };
  const runs = { baseline: [record, record], candidate: [other, other], acceptances: [] } as const;
  const comparison = compareRuns(runs, compareOptions());
  const later = { ...record, id: 'later', cells: others, startedAt: '2025-12-01T00:00:00.000Z' };
  const calibration = madeCalibration('multi-scale');
  const traces = makeFleet({ seed: 1, failures: 3, healthy: 0, noise: [] })
    .slice(0, 1)
    .map((trace) => ({ title: 'A trace', trace, history: halvesOf([trace])[0]?.history ?? null }));
  return {
    run: await renderReport(record),
    comparison: await renderComparison({ comparison, baseline: record, candidate: other }),
    history: await renderHistory(historyOf(historyRuns([record, later]))),
    calibration: await renderCalibration(calibration, traces),
    detection: await renderDetection(calibration, traces),
    capacity: await renderCapacity(await smallCapacity()),
    attach: livePage.html([filledView()]),
    recorded: renderRecorded(filledView()),
  };
}

function smallCapacity(): ReturnType<typeof findCapacity> {
  return findCapacity({
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    limitBytes: 2 ** 20,
    keySizes: null,
    valueSizes: null,
    nodeArguments: [],
    env: { PATH: '/nowhere' },
    signal: new AbortController().signal,
    onDoing: () => {},
  });
}

function filledView(): ProcessView {
  const made = {
    pid: 7,
    name: 'service',
    runtime: 'node',
    version: 'v20',
    limitBytes: null,
  } as const;
  const view = new ProcessView(made, 'node');
  for (const [look, entries] of [1000, 9000, 70_000].entries()) {
    const atMs = 1_700_000_000_000 + look * 60_000;
    view.take({
      kind: 'maps',
      atMs,
      isFull: true,
      isStopped: false,
      maps: [
        {
          map: madeLiveMap('map1', entries, atMs, { name: 'Service.sessions' }),
          entriesPerMinute: 1000,
          next: null,
        },
      ],
      smaller: { maps: 3, entries: 10, capacityEntries: 12, bytes: 600 },
      room: { limitBytes: 2 ** 27, usedBytes: 2 ** 26, limitedBy: 'given' },
      events: [],
      collector: null,
      cycles: [],
      oldTables: new Map(),
      alarms: [],
      told: [],
    });
  }
  return view;
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { chromium, type Browser } from 'playwright-core';
import { renderReport } from '../../src/report/run/render-report.ts';
import { everyOutcomePlans, makeRecord } from '../support/make-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { chromiumFlags, chromiumHere, chromiumPath } from '../support/chromium-here.ts';

const folder = temporaryFolder('page');

async function inBrowser(use: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

test('a browser shows the page without a request or a complaint, wide and narrow, light and dark', async (t) => {
  if (!chromiumHere(t)) return;
  const path = join(folder, 'report.html');
  await writeFile(path, await renderReport(makeRecord(everyOutcomePlans)));
  const url = pathToFileURL(path).href;
  await inBrowser(async (browser) => {
    const papers = new Set<string>();
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1400, 768, 390, 320]) {
        const context = await browser.newContext({
          viewport: { width, height: 844 },
          colorScheme,
          offline: true,
        });
        const page = await context.newPage();
        const said: string[] = [];
        page.on('console', (message) => said.push(message.text()));
        page.on('pageerror', (error) => said.push(error.message));
        page.on('request', (request) => {
          if (request.url() !== url) said.push(`request of ${request.url().slice(0, 80)}`);
        });
        await page.goto(url);
        await page.evaluate(
          `for (const each of document.querySelectorAll('details')) each.open = true`,
        );
        const seen = await page.evaluate(`({
          width: document.documentElement.scrollWidth,
          scripts: document.scripts.length,
          paper: getComputedStyle(document.body).backgroundColor,
          stroke: getComputedStyle(document.querySelector('.charts path[stroke="var(--held)"]')).stroke,
          charts: [...document.querySelectorAll('.charts svg')].filter((svg) => svg.getBoundingClientRect().width > 200).length,
        })`);
        t.like(seen, { width, scripts: 1 }, `${colorScheme} ${width}`);
        t.regex(JSON.stringify(seen), /"stroke":"rgb\(\d+, \d+, \d+\)"/);
        t.regex(JSON.stringify(seen), /"charts":4\d/);
        papers.add(/"paper":"([^"]*)"/.exec(JSON.stringify(seen))?.[1] ?? '');
        t.deepEqual(said, [], `${colorScheme} ${width}`);
        await context.close();
      }
    t.is(papers.size, 2);
  });
});

test('the overview sorts and filters with scripts, and is complete without', async (t) => {
  if (!chromiumHere(t)) return;
  const html = await renderReport(makeRecord(everyOutcomePlans));
  const path = join(folder, 'overview.html');
  await writeFile(path, html);
  await inBrowser(async (browser) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(path).href);
    const names = `[...document.querySelectorAll('.contents tbody tr')].filter((row) => row.checkVisibility()).map((row) => row.querySelector('.name').textContent)`;
    const all = everyOutcomePlans.length;
    await page.getByRole('button', { name: 'at the peak' }).click();
    const sorted: unknown = await page.evaluate(names);
    t.like(sorted, { 0: 'full', length: all }, 'the largest first');
    await page.getByRole('button', { name: 'at the peak' }).click();
    t.not(JSON.stringify(await page.evaluate(names)), JSON.stringify(sorted));
    await page.getByLabel('Filter').fill('TIMED slow');
    t.deepEqual(await page.evaluate(names), ['slow']);
    t.is(await page.getByRole('status').textContent(), `1 of ${all} cells`);
    await page.close();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(pathToFileURL(path).href);
    t.is(await plain.locator('.contents tbody tr').count(), all);
    t.is(await plain.locator('.tools').count(), 0);
  });
});

test('a browser prints the growth events that are folded away on the screen', async (t) => {
  if (!chromiumHere(t)) return;
  await inBrowser(async (browser) => {
    const page = await browser.newPage();
    await page.setContent(await renderReport(makeRecord(everyOutcomePlans.slice(0, 1))));
    const isShown = (): Promise<unknown> =>
      page.evaluate(`document.querySelector('details table').checkVisibility()`);
    t.is(await isShown(), false);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    t.is(await isShown(), true);
    t.is(
      await page.evaluate(`getComputedStyle(document.body).backgroundColor`),
      'rgb(255, 255, 255)',
    );
    t.is(await page.evaluate(`getComputedStyle(document.body).color`), 'rgb(29, 28, 26)');
  });
});

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import * as fc from 'fast-check';
import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { escapeHtml } from '../../src/report/kit/page/escape-html.ts';
import { foreign, html, trusted } from '../../src/report/kit/page/html.ts';
import { limitRows } from '../../src/report/run/figures/limit-rows.ts';
import { renderReport } from '../../src/report/run/render-report.ts';
import { everyOutcomePlans, hostileName, makeRecord } from '../support/make-record.ts';

const record = makeRecord(everyOutcomePlans);
const page = await renderReport(record);

test('the same record gives the same bytes, in this process and in another one', async (t) => {
  t.is(await renderReport(record), page);
  const program = `
    const { makeRecord, everyOutcomePlans } = await import(process.argv[1]);
    const { renderReport } = await import(process.argv[2]);
    const { createHash } = await import('node:crypto');
    const page = await renderReport(makeRecord(everyOutcomePlans));
    process.stdout.write(createHash('sha256').update(page).digest('hex'));`;
  const modules = ['../support/make-record.js', '../../src/report/run/render-report.js'].map(
    (path) => fileURLToPath(new URL(path, import.meta.url)),
  );
  // Where no code may be made from strings, the report is written all the same.
  const words = ['--disallow-code-generation-from-strings', '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync(process.execPath, [...words, ...modules], {
    encoding: 'utf8',
    env: { TZ: 'Pacific/Auckland', LANG: 'de_DE.UTF-8' },
  });
  t.is(stdout, createHash('sha256').update(page).digest('hex'), stderr);
});

test('the page has a policy, one script that it names by its hash, and refers to nothing but itself', (t) => {
  t.true(
    page.includes(
      '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; script-src &#39;sha256-',
    ),
  );
  const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text ?? '');
  t.is(scripts.length, 1);
  const hash = createHash('sha256')
    .update(scripts[0] ?? '')
    .digest('base64');
  t.true(page.includes(`script-src &#39;sha256-${hash}&#39;"`));
  t.notRegex(scripts[0] ?? '', /[<&]|fetch|import|eval|innerHTML/);
  t.notRegex(page, /<(?:iframe|object|embed|base|form|img|image|use)[\s>]/i);
  t.notRegex(page, /\son[a-z]+=/i);
  t.notRegex(page, /@import|@font-face|url\(|https?:\/\/|javascript:/i);
  const targets = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, target]) => target ?? '');
  t.true(targets.length > 20);
  t.deepEqual(
    targets.filter((target) => target !== 'data:,' && !/^#(?:contents|cell-\d+)$/.test(target)),
    [],
  );
});

test('every id is there once, and everything that is pointed at is there', (t) => {
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id ?? '');
  t.is(new Set(ids).size, ids.length);
  const pointed = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)].flatMap(
    ([, list]) => list?.split(' ') ?? [],
  );
  t.deepEqual(
    pointed.filter((id) => !ids.includes(id)),
    [],
  );
});

test('every element that is opened is closed', (t) => {
  const open: string[] = [];
  const markup = page.replaceAll(/<!doctype[^>]*>|<style>[\s\S]*?<\/style>/g, '');
  for (const [, slash, name = '', rest = ''] of markup.matchAll(
    /<(\/?)([a-z0-9]+)((?:"[^"]*"|[^">])*)>/gi,
  )) {
    if (['meta', 'link', 'br'].includes(name) || rest.endsWith('/')) continue;
    if (slash === '/') t.is(open.pop(), name);
    else open.push(name);
  }
  t.deepEqual(open, []);
});

test('names and notes from scenarios are text, whatever is in them', (t) => {
  const shown = String.raw`&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;\u001b[31m=cmd()\u202egnp.exe`;
  t.true(page.includes(`<h2 id="cell-11-name"><bdi>${shown}</bdi></h2>`));
  t.true(page.includes(`<p class="notes"><bdi>${shown}</bdi></p>`));
  t.false(page.includes(hostileName));
  t.notRegex(page, /[^\P{Cc}\n\t]|\p{Bidi_Control}/u);
});

test('the first screen says what was run, where, under which limits, and what went wrong', (t) => {
  t.true(page.includes('13 cells inside 2\u00a0GiB and 2\u00a0CPUs.'));
  const text = page
    .slice(0, page.indexOf('<nav'))
    .replaceAll(/<[^>]+>|\n/g, ' ')
    .replaceAll(/\s+/g, ' ');
  for (const words of [
    'Run 2025-11-22 21:18 UTC, took 76.5 s, seed 1',
    'Memory 2 GiB asked, applied and read back (cgroup-v1)',
    'CPUs 2 applied and read back (cgroup-v1): 4 asked, this machine has 2',
    'Machine AMD EPYC 7B13 , 2 cores, 8 GiB',
    'Programs mapswell 0.1.0, Node.js 20.20.2, V8 11.3.244.8-node.38',
    'slow did not end within its time limit of 60.0 s, last seen at operation 500 with 500 entries in 40.1 KiB, in every process .',
  ])
    t.true(text.includes(words), words);
  t.true(text.indexOf('disagreeing') < text.indexOf('one-round'));
});

test('a cell without figures says so, and a long list of growths is cut in the middle', async (t) => {
  t.is(page.split('No round of this cell gave a measurement.').length - 1, 5);
  const churn = await renderReport(
    makeRecord([{ id: 'churn', run: { inserts: 820, churnGrowths: 320 }, rounds: [] }]),
  );
  t.true(churn.includes('<summary>327 growth events</summary>'));
  t.true(churn.includes('287 growths more, in growth-events.csv'));
  t.true(churn.includes('<td class="n">128 → 128</td>'));
});

test('a run that was interrupted, or has no cell, is a page all the same', async (t) => {
  const empty: RunRecord = {
    ...makeRecord([]),
    isComplete: false,
    finishedAt: 'unknown',
    warnings: [{ code: 'incomplete', message: 'The run was interrupted <here>.' }],
  };
  const interrupted = await renderReport(empty);
  t.true(interrupted.includes('<h1><bdi>Nothing was measured</bdi></h1>'));
  t.true(interrupted.includes('The run was interrupted: what had been measured is here.'));
  t.true(interrupted.includes('<bdi>The run was interrupted &lt;here&gt;.</bdi>'));
  t.true(interrupted.includes('Nothing was measured.'));
  t.true(interrupted.includes('of unknown length'));
});

test('a limit is said as it was: enforced or not, read back or not, in how many cells', (t) => {
  const [cell] = makeRecord([{ id: 'x', run: { inserts: 9 }, rounds: [] }]).cells;
  const [exact] = cell?.exact ?? [];
  if (cell === undefined || exact === undefined) return t.fail();
  const none = {
    asked: 2,
    applied: null,
    readBack: null,
    mechanism: 'none',
    remark: 'no taskset',
  } as const;
  const heap = {
    asked: 2 ** 30,
    applied: 2 ** 29,
    readBack: null,
    mechanism: 'v8-heap',
    remark: '',
  } as const;
  const odd = { asked: 2, applied: 2, readBack: 1.5, mechanism: 'cgroup-v2', remark: '' } as const;
  const withLimits = (memoryBytes: typeof heap, cpus: typeof none | typeof odd): typeof cell => ({
    ...cell,
    exact: [{ ...exact, limits: { ...exact.limits, memoryBytes, cpus } }],
  });
  t.deepEqual(limitRows([withLimits(heap, none), withLimits(heap, odd)]), [
    {
      name: 'Memory',
      sentence: '1 GiB asked, 512 MiB applied, cannot be read back (v8-heap)',
      cells: 2,
    },
    { name: 'CPUs', sentence: '2 asked, not enforced: no taskset', cells: 1 },
    { name: 'CPUs', sentence: '2 asked, applied, but 1.50 read back (cgroup-v2)', cells: 1 },
  ]);
  return undefined;
});

test('limits of a group around mapswell are a row of their own', (t) => {
  const [cell] = makeRecord([{ id: 'x', run: { inserts: 9 }, rounds: [] }]).cells;
  const [exact] = cell?.exact ?? [];
  if (cell === undefined || exact === undefined) return t.fail();
  const group = '/uid_0/job_17';
  const outer = {
    memoryBytes: { limit: 300 * 2 ** 20, group, mechanism: 'cgroup-v1' },
    cpus: { limit: 1.5, group, mechanism: 'cgroup-v1' },
    processes: { limit: 200, group: '/pods/7', mechanism: 'cgroup-v2' },
  } as const;
  const withOuter = { ...cell, exact: [{ ...exact, limits: { ...exact.limits, outer } }] };
  t.deepEqual(limitRows([withOuter]).at(-1), {
    name: 'Around',
    sentence:
      '300 MiB of memory by the group /uid_0/job_17 (cgroup-v1), 1.50 CPUs by the group /uid_0/job_17 (cgroup-v1), 200 processes by the group /pods/7 (cgroup-v2), for mapswell and its children together',
    cells: 1,
  });
  return undefined;
});

test('templates escape what is put in, and only that', (t) => {
  t.is(
    html`<b title="${'"<&>\''}">${'<i>'}</b>`.text,
    '<b title="&quot;&lt;&amp;&gt;&#39;">&lt;i&gt;</b>',
  );
  t.is(html`${trusted('<hr>')}${[1, null, html`<i>${2}</i>`]}`.text, '<hr>1<i>2</i>');
  t.is(foreign('a<b').text, '<bdi>a&lt;b</bdi>');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      t.notRegex(
        escapeHtml(text),
        /[<>"']|[^\P{Cc}\n\t]|\p{Bidi_Control}|&(?!(?:amp|lt|gt|quot|#39);)/u,
      );
    }),
  );
});

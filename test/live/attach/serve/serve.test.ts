import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import type { MapsLook } from '../../../../src/live/attach/follow/followed.ts';
import { FollowedProcess } from '../../../../src/live/attach/follow/followed-process.ts';
import type { AttachedSize } from '../../../../src/live/attach/serve/attached-size.ts';
import type { AttachedWindow } from '../../../../src/live/attach/serve/attached-window.ts';
import { exportedMaps } from '../../../../src/live/attach/serve/exported-maps.ts';
import { ProcessView } from '../../../../src/live/attach/serve/process-view.ts';
import {
  type AttachServer,
  startAttachServer,
} from '../../../../src/live/attach/serve/start-attach-server.ts';
import { checkContract } from '../../../../src/live/contract/check-contract.ts';
import { ServiceClient } from '../../../../src/live/contract/check/service-client.ts';
import { everyService } from '../../../../src/live/contract/document/resolve-contract.ts';
import { livePage } from '../../../../src/report/live/live-page.ts';
import { chromiumHere, startBrowser } from '../../../support/chromium-here.ts';
import { madeLiveMap } from '../../../support/made-live-map.ts';
import { NodeProgram } from '../../../support/node-programs.ts';

const room = { limitBytes: 2 ** 30, usedBytes: 2 ** 28, limitedBy: 'given' } as const;

function madeLook(atMs: number, entries: readonly number[]): MapsLook {
  const maps = entries.map((count, i) => ({
    map: madeLiveMap(`map${i}`, count, atMs, { name: i < 2 ? 'same' : `name${i}` }),
    entriesPerMinute: 0,
    next: null,
  }));
  return {
    kind: 'maps',
    atMs,
    isFull: true,
    isStopped: false,
    maps,
    smaller: { maps: 3, entries: 10, capacityEntries: 12, bytes: 600 },
    room,
    events: [],
    collector: null,
    cycles: [],
    oldTables: new Map(),
    alarms: [],
    told: [],
  };
}

test('at most 50 series of a metric are of one process, and the rest is summed', (t) => {
  const made = { pid: 7, name: 'p', runtime: 'node', version: 'v1', limitBytes: null } as const;
  const view = new ProcessView(made, 'node');
  // Largest first, as a look has them.
  view.take(
    madeLook(
      1000,
      Array.from({ length: 200 }, (_, i) => 10_000 - i),
    ),
  );
  const exported = exportedMaps(view);
  t.is(exported.length, 50);
  t.is(new Set(exported.map(({ name }) => name)).size, 50);
  t.deepEqual(
    exported.slice(0, 3).map(({ name }) => name),
    ['same', 'same #2', 'name2'],
  );
  const others = exported.at(-1);
  t.is(others?.name, 'other');
  // 151 maps from 9,951 entries down to 9,801, and the three small ones.
  t.is(others?.figures.entries, ((9951 + 9801) / 2) * 151 + 10);
  // What all maps hold, and what is left beside all else that is used.
  const held = exported.reduce((sum, { figures }) => sum + figures.bytes.held, 0);
  t.is(exported[0]?.limitBytes, held + 2 ** 30 - 2 ** 28);
});

test('a map that comes in the place of one that is gone gets its label', (t) => {
  const made = { pid: 7, name: 'p', runtime: 'node', version: 'v1', limitBytes: null } as const;
  const view = new ProcessView(made, 'node');
  const [before] = madeLook(1000, [100]).maps;
  view.take(madeLook(1000, [100]));
  const look = madeLook(2000, [200]);
  const maps = look.maps.map((row) => ({ ...row, map: { ...row.map, id: 'another' } }));
  const between = { notBeforeMs: 1000, notAfterMs: 2000 };
  const died = before === undefined ? [] : [{ kind: 'died', map: before.map, between } as const];
  view.take({ ...look, maps, events: died });
  t.deepEqual(
    view.maps.map(({ label }) => label),
    ['same'],
  );
});

interface Served {
  readonly server: AttachServer;
  readonly look: () => Promise<void>;
  readonly program: NodeProgram;
}

async function serveGrowing(t: Parameters<typeof chromiumHere>[0]): Promise<Served> {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  const options = {
    minBytes: 100_000,
    rescanMs: 600_000,
    limitBytes: 2 ** 28,
    calibration: null,
    hearsGrowths: false,
  };
  const followed = await FollowedProcess.open(program.pid, options);
  t.teardown(() => followed.close());
  const server = await startAttachServer({ host: '127.0.0.1', port: 0 }, [followed], livePage);
  t.teardown(() => server.stop());
  const look = async (): Promise<void> => {
    const seen = await followed.look();
    if (seen.kind === 'maps') server.take(new Map([[followed, seen]]));
  };
  await look();
  return { server, look, program };
}

test('what is attached to is served under the names of serve, and its metrics keep their contract', async (t) => {
  const { server, look, program } = await serveGrowing(t);
  const stop = new AbortController();
  const stream = await fetch(`${server.url}/debug/mapsize/events`, { signal: stop.signal });
  const reader = stream.body?.getReader();
  await program.ask('grow');
  await look();
  const told = new TextDecoder().decode((await reader?.read())?.value);
  stop.abort();
  const event = JSON.parse(
    told.split('\n').find((line) => line.includes('Service.sessions')) ?? '',
  );
  t.like(event, {
    type: 'mapswell.map.growth.v1',
    subject: 'Service.sessions',
    source: `/mapswell/attach/${program.pid}`,
  });
  t.like(event.data, { kind: 'double', fromBuckets: 65_536, toBuckets: 524_288 });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  for (const line of [
    'mapswell_map_entries{map="Service.sessions"} 700000',
    'mapswell_map_growth_threshold_entries{map="Service.sessions"} 1048577',
    'mapswell_map_growths_total{map="Service.sessions",kind="double"} 1',
    `mapswell_map_bytes{map="Service.sessions",generation="current"} ${16 + 8 * (3 + 3.5 * 2 ** 20) + 32}`,
    `mapswell_process_limit_bytes{pid="${program.pid}",process="node"} 268435456`,
  ])
    t.true(metrics.includes(`\n${line}\n`), line);
  t.regex(metrics, /\nprocess_cpu_seconds_total [\d.]+\n/);
  t.regex(metrics, /\nmapswell_map_limit_bytes\{map="Service\.sessions"\} \d+\n/);
  const { rules } = await checkContract(everyService, {
    client: new ServiceClient(`${server.url}/metrics`, new AbortController().signal),
    isFresh: false,
    fileOf: (file) => file,
  });
  t.deepEqual(
    rules.filter(({ outcome }) => outcome === 'violated' || outcome === 'warned'),
    [],
  );
  const size: AttachedSize = JSON.parse(
    await (await fetch(`${server.url}/debug/mapsize?growths=1`)).text(),
  );
  t.like(size.process, { pid: program.pid, runtime: 'node' });
  t.like(size.maps[0], {
    map: 'Service.sessions',
    size: 700_000,
    capacity: 1_048_576,
    isGrowing: false,
  });
  t.is(size.maps[0]?.growthEvents.length, 1);
  const windows: readonly AttachedWindow[] = JSON.parse(
    await (await fetch(`${server.url}/debug/mapsize/window`)).text(),
  );
  t.like(windows[0]?.seconds[0], { ago: 0, writes: null, entries: 700_000 });
  t.is((await fetch(`${server.url}/debug/mapsize?growths=x`)).status, 400);
  t.is((await fetch(`${server.url}/map/a`)).status, 404);
  t.is((await fetch(server.url, { method: 'POST' })).status, 405);
  t.is((await fetch(server.url, { headers: { origin: 'http://elsewhere.example' } })).status, 403);
});

test('the page follows in a browser, under its policy, without a request to elsewhere', async (t) => {
  if (!chromiumHere(t)) return;
  const { server, look, program } = await serveGrowing(t);
  const browser = await startBrowser(t);
  for (const width of [1280, 390]) {
    const context = await browser.newContext({ viewport: { width, height: 844 } });
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && url !== 'data:,') said.push(`request of ${url}`);
    });
    const policy = (await page.goto(server.url))?.headers()['content-security-policy'] ?? '';
    t.true(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
    t.false(policy.includes('unsafe'));
    await page.waitForSelector('figure svg.stairs');
    t.is(await page.evaluate('document.documentElement.scrollWidth'), width);
    if (width === 1280) {
      t.regex(await page.innerText('figure figcaption'), /^100,000 of 131,072 entries/);
      await program.ask('grow');
    }
    // The page may not be listening yet: looks go on until it shows one.
    for (let shown = ''; !shown.startsWith('700,000 of 1,048,576 entries');) {
      await look();
      await wait(20);
      shown = await page.innerText('figure figcaption');
    }
    t.is(await page.locator('figure').first().locator('path.growth').count(), 1);
    t.deepEqual(said, [], String(width));
    await context.close();
  }
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { chromiumHere, startBrowser } from '../../../support/chromium-here.ts';
import { serveMap } from '../../../support/serve-map.ts';

/** Pages of another site, by its name, on any port of this machine. */
const evil = 'evil.example';
const resolver = `--host-resolver-rules=MAP ${evil} 127.0.0.1`;

/** Opens an empty page of the other site, and what its scripts do to the service stands in `run`. */
async function openForeignPage(t: ExecutionContext): Promise<Page> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>x</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  const page = await (await startBrowser(t, resolver)).newPage();
  await page.goto(`http://${evil}:${port}/`);
  return page;
}

const withMap = { key: 'string', value: 'string' };

test('A page of another site can neither write an entry nor have one read (CSRF)', async (t) => {
  if (!chromiumHere(t)) return;
  const { url, map } = await serveMap(t, withMap);
  const page = await openForeignPage(t);
  const line = JSON.stringify({ key: 'evil', value: '1' });
  // Each of these is a request that a browser sends without asking the service first.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', ''])
    await page.evaluate(
      `fetch('${url}/map', { method: 'POST', mode: 'no-cors', body: new Blob([${JSON.stringify(line)}], { type: '${type}' }) }).catch(() => null)`,
    );
  await page.evaluate(`navigator.sendBeacon('${url}/map', ${JSON.stringify(line)})`);
  await page.evaluate(`fetch('${url}/map/a', { mode: 'no-cors' }).catch(() => null)`);
  // A form sends its field as `{"key":"evil","value":"1","=":...`: a line whose rest fails is refused as
  // well, so the browser is sent to the answer to see that it came.
  await page.setContent(
    `<form method="post" enctype="text/plain" action="${url}/map"><input name='{"key":"evil2","value":"' value='"}'></form>`,
  );
  await Promise.all([page.waitForURL(`${url}/map`), page.evaluate(`document.forms[0].submit()`)]);
  t.regex((await page.textContent('body')) ?? '', /expected no request from another site/);
  t.is(map.stats().entries, 0);
  t.deepEqual([map.writes, map.lookups], [0, 0]);
});

test('A page whose name was made to point to this machine reads and writes nothing (DNS rebinding)', async (t) => {
  if (!chromiumHere(t)) return;
  const { url, map } = await serveMap(t, withMap);
  map.set('secret', 'of the user');
  const page = await (await startBrowser(t, resolver)).newPage();
  const origin = `http://${evil}:${new URL(url).port}`;
  // The name leads to the service by now: what the page asks of its own origin, it asks of the map.
  await page.goto(`${origin}/`);
  const attack = `(async () => {
    const written = await fetch('/map/evil', { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'x' });
    const read = await fetch('/map/secret');
    return [written.status, read.status, await read.text()];
  })()`;
  const [written, read, text] = Object(await page.evaluate(attack));
  t.deepEqual([written, read], [421, 421]);
  t.false(String(text).includes('of the user'));
  t.is(map.get('evil'), undefined);

  // Who names the host takes the risk, and it works.
  const named = await serveMap(t, { ...withMap, allowHosts: [evil] });
  await page.goto(`http://${evil}:${new URL(named.url).port}/healthz`);
  t.is((await page.textContent('body'))?.trim(), '{"status":"ok"}');
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { serveMap } from '../../../support/serve-map.ts';

/** Connections that end with the test, and complain of nothing. */
async function openSockets(t: ExecutionContext, url: string, count: number): Promise<Socket[]> {
  const port = Number(new URL(url).port);
  const sockets: Socket[] = [];
  for (let i = 0; i < count; i++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
  }
  t.teardown(() => sockets.forEach((socket) => socket.destroy()));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

/** All that the service sends until it closes the connection. */
async function answersOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  await once(socket, 'close');
  return text;
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
const statuses = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status);

test.serial('Requests beyond the 64 that may wait on a connection are not performed', async (t) => {
  const { url, map } = await serveMap(t);
  const [socket] = await openSockets(t, url, 1);
  if (socket === undefined) return;
  socket.write(get('/map/1').repeat(2000));
  const text = await answersOf(socket);
  // One is performed at once, 64 wait.
  t.deepEqual(
    statuses(text),
    Array.from({ length: 65 }, () => '404'),
  );
  t.is(map.lookups, 65);
});

test.serial('Requests of a connection that closed are not performed', async (t) => {
  const { url, map } = await serveMap(t, { key: 'string', value: 'string' });
  map.set('1', 'x'.repeat(2 ** 20));
  const [socket] = await openSockets(t, url, 1);
  if (socket === undefined) return;
  // Nobody reads the answers: a few megabytes of them are under way, the other requests wait.
  socket.pause();
  socket.write(get('/map/1').repeat(60));
  while (map.lookups === 0) await fetch(`${url}/healthz`);
  await fetch(`${url}/healthz`);
  socket.destroy();
  for (let i = 0; i < 20; i++) await fetch(`${url}/healthz`);
  t.true(map.lookups < 40, String(map.lookups));
});

test.serial(
  'Of tens of thousands of requests at once few are performed, and others are answered',
  async (t) => {
    const { url, map } = await serveMap(t);
    const sockets = await openSockets(t, url, 20);
    const flood = get('/map/1').repeat(800);
    const closed = sockets.map((socket) => once(socket.resume(), 'close'));
    for (const socket of sockets) socket.write(flood);
    t.is((await fetch(`${url}/healthz`)).status, 200);
    const over = new AbortController();
    // A timer that is left behind keeps the whole file waiting for it.
    await Promise.race([
      Promise.all(closed),
      wait(20_000, undefined, { signal: over.signal }).catch(() => undefined),
    ]);
    over.abort();
    t.is((await fetch(`${url}/metrics`)).status, 200);
    // Of 16,000, the one that is performed at once and the 64 that wait, on every connection.
    t.true(map.lookups > 0 && map.lookups <= 20 * 65, String(map.lookups));
  },
);

test.serial('Half a header on every connection keeps nobody from health and metrics', async (t) => {
  const { url, map } = await serveMap(t, { limits: { maxConnections: 40, stalledMs: 60_000 } });
  for (const socket of await openSockets(t, url, 40))
    socket.write('GET /healthz HTTP/1.1\r\nhost: ');
  const ask = async (path: string): Promise<string> => {
    const [socket] = await openSockets(t, url, 1);
    socket?.write(get(path));
    return socket === undefined ? '' : await answersOf(socket);
  };
  for (const path of ['/healthz', '/metrics']) {
    const text = await ask(path);
    t.deepEqual(statuses(text), ['200']);
    t.regex(text, /^connection: close\r$/im);
  }
  const refused = await ask('/map/1');
  t.deepEqual(statuses(refused), ['503']);
  t.regex(refused, /all connections are in use; only \/metrics and \/healthz are answered now/);
  t.is(map.lookups, 0);
});

test.serial(
  'Whoever connects takes the place of a client that has done nothing for longest',
  async (t) => {
    const { url } = await serveMap(t, { limits: { maxConnections: 4, stalledMs: 400 } });
    const sockets = await openSockets(t, url, 4);
    const [header, body, idle] = sockets;
    header?.write('GET /healthz HTTP/1.1\r\nhost: ');
    body?.write('PUT /map/1 HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n');
    body?.write('content-length: 9\r\n\r\n1');
    idle?.write(get('/healthz'));
    let closed = 0;
    for (const socket of sockets) socket.on('close', () => closed++).resume();
    await new Promise((resolve) => setTimeout(resolve, 700));
    for (let i = 0; i < 4; i++) {
      const [other] = await openSockets(t, url, 1);
      other?.write(get('/map/1'));
      const [answer] = other === undefined ? [] : await once(other, 'data');
      t.deepEqual(statuses(String(answer)), ['404']);
    }
    t.is(closed, 4);
  },
);

test.serial(
  'All connections together buffer no more than they may, and the map is as it was',
  async (t) => {
    const limits = { maxBufferedBytes: 300_000, maxValueBytes: 100_000 };
    const { url, map } = await serveMap(t, { key: 'string', value: 'string', limits });
    const sockets = await openSockets(t, url, 5);
    const answers = sockets.map(
      (socket) =>
        new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text)))),
    );
    for (const [i, socket] of sockets.entries()) {
      socket.write(`PUT /map/${i} HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n`);
      socket.write(`content-length: 90000\r\n\r\n${'x'.repeat(89_000)}`);
    }
    // Three of them fit; which, the kernel decides.
    const refused = await Promise.race(answers);
    t.deepEqual(statuses(refused), ['503']);
    t.regex(refused, /expected at most 300000 bytes in the bodies and answers of all connections/);
    t.is((await fetch(`${url}/metrics`)).status, 200);
    t.is(map.stats().entries, 0);
    for (const socket of sockets) socket.destroy();
  },
);

test.serial('Pages show every write to who asks now and then', async (t) => {
  const { url, map } = await serveMap(t);
  for (let key = 0; key < 5; key++) {
    map.set(key, key);
    const page = await (await fetch(`${url}/metrics`)).text();
    t.is(/^mapswell_map_entries\S* (\d+)$/m.exec(page)?.[1], String(key + 1));
  }
});

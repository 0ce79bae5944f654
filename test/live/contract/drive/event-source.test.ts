import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ServiceClient } from '../../../../src/live/contract/check/service-client.ts';
import type { EventsPromise } from '../../../../src/live/contract/document/contract.ts';
import {
  type EventSource,
  openEventSource,
} from '../../../../src/live/contract/drive/event-source.ts';
import { SandboxError } from '../../../../src/base/primitives/errors/sandbox-error.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

type Answer = (path: string) => { readonly status: number; readonly body: string };

/** A service that answers what it is told to, and how to reach it. */
async function serving(t: ExecutionContext, answer: Answer): Promise<ServiceClient> {
  const server = createServer(({ url = '' }, response) => {
    const { status, body } = answer(url);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('expected a port');
  return new ServiceClient(`http://127.0.0.1:${address.port}/`, new AbortController().signal);
}

async function opened(
  t: ExecutionContext,
  source: EventsPromise['source'],
  client: ServiceClient,
): Promise<EventSource> {
  const own = await openEventSource(source, client, (path) => path);
  t.teardown(() => own.close());
  return own;
}

async function ofFile(t: ExecutionContext, path: string): Promise<EventSource> {
  return await opened(t, { file: path }, await serving(t, () => ({ status: 404, body: '' })));
}

test('a file that is there holds events of before; lines count once they are whole', async (t) => {
  const path = join(temporaryFolder('events'), 'events.ndjson');
  writeFileSync(path, '{"id":0}\n');
  const source = await ofFile(t, path);
  await source.look();
  t.deepEqual(source.events, []);
  appendFileSync(path, '{"id":1}\n\nnot JSON\n{"id"');
  await source.look();
  t.deepEqual(source.events, [{ id: 1 }, 'not JSON']);
  appendFileSync(path, ':2}\n');
  await source.look();
  t.deepEqual(source.events, [{ id: 1 }, 'not JSON', { id: 2 }]);
  t.is(source.cameAt, null);
  t.false(source.isOver);
});

test('a file may come with the first growth', async (t) => {
  const path = join(temporaryFolder('events'), 'events.ndjson');
  const source = await ofFile(t, path);
  await source.look();
  t.deepEqual(source.events, []);
  writeFileSync(path, '{"id":1}\n');
  await source.look();
  t.deepEqual(source.events, [{ id: 1 }]);
});

test('a file that was begun anew is read from its start', async (t) => {
  const path = join(temporaryFolder('events'), 'events.ndjson');
  writeFileSync(path, '{"id":"of before, and longer than what comes"}\n');
  const source = await ofFile(t, path);
  appendFileSync(path, '{"id":1}\n{"id":');
  await source.look();
  writeFileSync(path, '{"id":2}\n');
  await source.look();
  t.deepEqual(source.events, [{ id: 1 }, { id: 2 }]);
});

test('a character that two looks read half of each is whole', async (t) => {
  const path = join(temporaryFolder('events'), 'events.ndjson');
  writeFileSync(path, '');
  const source = await ofFile(t, path);
  const bytes = Buffer.from('{"id":"größer"}\n');
  const at = bytes.indexOf(0xc3) + 1;
  appendFileSync(path, bytes.subarray(0, at));
  await source.look();
  appendFileSync(path, bytes.subarray(at));
  await source.look();
  t.deepEqual(source.events, [{ id: 'größer' }]);
});

test('of a page with the newest events each counts once, as it is learnt', async (t) => {
  let list: unknown = [{ id: 0, took: 5 }];
  const client = await serving(t, () => ({ status: 200, body: JSON.stringify({ list }) }));
  const source = await opened(t, { page: '/debug', pointer: '/list' }, client);
  t.deepEqual(source.events, []);
  list = [
    { id: 0, took: 5 },
    { id: 1, took: null },
  ];
  await source.look();
  t.deepEqual(source.events, [{ id: 1, took: null }]);
  // The growth has ended since, and the oldest has left the list.
  list = [
    { id: 1, took: 7 },
    { id: 2, took: 8 },
  ];
  await source.look();
  t.deepEqual(source.events, [
    { id: 1, took: null },
    { id: 2, took: 8 },
  ]);
  for (const nothing of ['none', null, {}]) {
    list = nothing;
    await source.look();
  }
  t.is(source.events.length, 2);
});

test('a stream tells when its events came, and that it is over', async (t) => {
  const client = await serving(t, () => ({ status: 200, body: '{"id":1}\n\n{"id":2}\n{"id":' }));
  const before = performance.now();
  const source = await opened(t, { stream: '/events' }, client);
  for (let turn = 0; turn < 500 && !source.isOver; turn++)
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  await source.look();
  t.true(source.isOver);
  t.deepEqual(source.events, [{ id: 1 }, { id: 2 }]);
  const [first = 0, second = 0] = source.cameAt ?? [];
  t.true(before <= first && first <= second && second <= performance.now());
});

test('a stream that is refused is an error that names the answer, one that is not there ends the check', async (t) => {
  const refusing = await serving(t, () => ({ status: 503, body: 'later' }));
  const refused = await t.throwsAsync(
    openEventSource({ stream: '/events' }, refusing, (path) => path),
    { instanceOf: SandboxError },
  );
  t.is(refused.code, 'input');
  t.regex(refused.message, /^expected the answer 200 from http:\S+\/events, got 503$/);
  const nobody = new ServiceClient('http://127.0.0.1:9/', new AbortController().signal);
  const gone = await t.throwsAsync(
    openEventSource({ stream: '/events' }, nobody, (path) => path),
    { instanceOf: SandboxError },
  );
  t.is(gone.code, 'invalid');
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import type { MapService } from '../../../src/live/service/start-map-service.ts';

/** What a proxy in front of a sound service changes. */
export interface Sabotage {
  /** The page of metrics; the number of the scrape begins at 1. */
  readonly metrics?: (page: string, isOpen: boolean, scrape: number) => string;
  readonly contentType?: string;
  readonly status?: number;
  readonly delayMs?: number;
  /** The debug page as JSON, and how many writes came so far. */
  readonly debug?: (page: Json) => unknown;
  readonly debugText?: string;
  /** Whether the debug page fails while a write is under way. */
  readonly failsUnderLoad?: boolean;
  /** One event of the stream; more or less than one are sent. */
  readonly event?: (event: Json) => readonly unknown[];
  readonly eventDelayMs?: number;
  /** After how many requests that write another service takes the place of the first. */
  readonly restartsAfter?: number;
}

export type Json = Record<string, unknown>;

/** A service that lies: a proxy whose address is returned. */
export async function sabotaged(
  t: ExecutionContext,
  services: readonly [MapService, ...MapService[]],
  how: Sabotage,
): Promise<string> {
  const proxy = new Proxy(services, how);
  const server = createServer((request, response) => {
    proxy.answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    proxy.abort.abort();
    server.closeAllConnections();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

class Proxy {
  readonly abort = new AbortController();
  readonly #services: readonly [MapService, ...MapService[]];
  readonly #how: Sabotage;
  #scrapes = 0;
  #writes = 0;
  #writing = 0;

  constructor(services: readonly [MapService, ...MapService[]], how: Sabotage) {
    this.#services = services;
    this.#how = how;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', method = 'GET', headers } = request;
    if (url === '/debug/mapsize/events') {
      await this.#events(response);
      return;
    }
    if (method === 'POST') this.#writing++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const from = await fetch(this.#upstream() + url, {
      method,
      headers: {
        accept: headers.accept ?? '*/*',
        ...(headers['content-type'] === undefined
          ? {}
          : { 'content-type': headers['content-type'] }),
      },
      ...(method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
    });
    const text = await from.text();
    const type = from.headers.get('content-type') ?? '';
    if (method === 'POST') {
      // Long enough for whoever asks beside the write.
      if (this.#how.failsUnderLoad === true) await after(50);
      this.#writes++;
      this.#writing--;
    }
    if (url === '/metrics') await this.#metrics(response, text, type);
    else if (url.startsWith('/debug/mapsize')) this.#debug(response, text, from.status);
    else response.writeHead(from.status, { 'content-type': type }).end(text);
  }

  #upstream(): string {
    const [first, second = first] = this.#services;
    return (this.#writes >= (this.#how.restartsAfter ?? Infinity) ? second : first).url;
  }

  async #metrics(response: ServerResponse, text: string, type: string): Promise<void> {
    const { metrics, contentType = type, status = 200, delayMs = 0 } = this.#how;
    if (delayMs > 0) await after(delayMs);
    const page = metrics?.(text, type.includes('openmetrics'), ++this.#scrapes) ?? text;
    response.writeHead(status, { 'content-type': contentType }).end(page);
  }

  #debug(response: ServerResponse, text: string, status: number): void {
    const { debug, debugText, failsUnderLoad } = this.#how;
    if (failsUnderLoad === true && this.#writing > 0) {
      response.writeHead(500).end();
      return;
    }
    const page = debug === undefined ? text : JSON.stringify(debug(parsed(text)));
    response.writeHead(status, { 'content-type': 'application/json' }).end(debugText ?? page);
  }

  async #events(response: ServerResponse): Promise<void> {
    const { event, eventDelayMs = 0 } = this.#how;
    const from = await fetch(`${this.#services[0].url}/debug/mapsize/events`, {
      signal: this.abort.signal,
    });
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    response.once('close', () => this.abort.abort());
    const decoder = new TextDecoder();
    for await (const chunk of from.body ?? []) {
      if (eventDelayMs > 0) await after(eventDelayMs);
      for (const line of decoder.decode(chunk, { stream: true }).split('\n')) {
        if (line === '') continue;
        const sent = event === undefined ? [line] : event(parsed(line));
        for (const one of sent)
          response.write(`${typeof one === 'string' ? one : JSON.stringify(one)}\n`);
      }
    }
  }
}

function parsed(text: string): Json {
  const value: unknown = JSON.parse(text);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the pages of serve are objects
  return value as Json;
}

async function after(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

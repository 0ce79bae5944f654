import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BlockList } from 'node:net';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Connection, Turn } from './connection.ts';
import { Connections } from './connections.ts';
import { refuseBody } from './http-reply.ts';
import { RequestGate } from './request-gate.ts';
import type { ServerLimits } from './server-limits.ts';

/** Where a server listens, and to whom. */
export interface ServerAddress {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Whether it may be an address that other machines can reach. */
  /** The flag that named the address, where there is none that lets others in. @default '--host' */
  readonly namedBy?: string;
  readonly allowRemote: boolean;
  /** See `GateOptions`. */
  readonly allowHosts: readonly string[];
}

/** What a server does with the requests that it takes. */
export interface ServedRoutes {
  readonly perform: (request: IncomingMessage, response: ServerResponse) => void;
  /** Paths that are answered when there is no room for anything else; they must be cheap. */
  readonly alwaysServed: ReadonlySet<string>;
}

/** A server that listens. */
export interface HttpServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly isLoopback: boolean;
  /** Lets running requests end, for a short while, then closes every connection. */
  stop(): Promise<void>;
}

/** Milliseconds that running requests get to end. */
const stopPatienceMs = 1000;

/**
 * Listens for requests and performs those that it may, so that neither a page of another site nor a few
 * connections can do harm: see `RequestGate`, `Connections` and `ByteBudget`.
 *
 * @throws SandboxError `usage` for an address beyond the loopback without `allowRemote`, `environment`
 * for one that cannot be had
 */
export async function startHttpServer(
  at: ServerAddress,
  routes: ServedRoutes,
  limits: ServerLimits,
  buffers: ByteBudget,
): Promise<HttpServer> {
  const address = await addressOf(at.host);
  const isLoopback = loopback.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  if (!isLoopback && !at.allowRemote) {
    const orElse = at.namedBy === undefined ? ', or --allow-remote beside it' : '';
    throw new SandboxError(
      'usage',
      `expected ${at.namedBy ?? '--host'} to be an address of the loopback, such as 127.0.0.1${orElse}, got ${at.host}`,
    );
  }
  const gate = new RequestGate({ isLoopback, allowHosts: at.allowHosts });
  const server = makeServer(limits);
  const connections = new Connections(limits, (turn, connection) => {
    boundAnswer(turn.response, buffers);
    perform(turn, connection, gate, routes);
  });
  server.on('connection', (socket) => connections.admit(socket));
  server.on('request', (request, response) => connections.take({ request, response }));
  await listen(server, address, at);
  return {
    url: urlOf(server),
    isLoopback,
    stop: async () => {
      connections.close();
      await closeServer(server);
    },
  };
}

function perform(
  { request, response }: Turn,
  { isReserved }: Connection,
  gate: RequestGate,
  { perform: route, alwaysServed }: ServedRoutes,
): void {
  const refusal = gate.refusalOf(request);
  if (refusal !== null) refuseBody(response, refusal.status, refusal.error);
  else if (isReserved && !alwaysServed.has(pathOf(request.url))) {
    response.setHeader('retry-after', '1');
    const paths = [...alwaysServed].join(' and ');
    refuseBody(response, 503, `all connections are in use; only ${paths} are answered now`);
  } else {
    // A place that is reserved is for one request.
    if (isReserved) response.setHeader('connection', 'close');
    route(request, response);
  }
}

/** Counts an answer that its client does not read; one that finds no room is not waited for. */
function boundAnswer(response: ServerResponse, buffers: ByteBudget): void {
  const held = buffers.hold();
  response.once('prefinish', () => {
    if (!held.resize(response.writableLength)) response.socket?.destroy();
  });
  response.once('close', () => held.release());
}

/** The path of a request without its query. */
export function pathOf(url: string = '/'): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

async function addressOf(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    throw new SandboxError('environment', `cannot find the address of the host ${host}`, { cause });
  }
}

function makeServer(limits: ServerLimits): Server {
  return createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
  });
}

function listen(server: Server, address: string, { host, port }: ServerAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `expected ${host} port ${port} to be free to listen on, got: ${cause.message}`;
      reject(new SandboxError('environment', message, { cause }));
    });
    server.listen(port, address, resolve);
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new SandboxError('internal', `expected an address with a port, got ${address}`);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), stopPatienceMs);
  await closed;
  clearTimeout(patience);
}

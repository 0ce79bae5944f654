import { createServer, type RequestListener, type Server } from 'node:http';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { InstrumentedMap, type InstrumentedMapOptions } from './instrumented-map.ts';
import { defaultServiceLimits, type ServiceLimits } from './service-limits.ts';
import { debugRoutes, serviceRoutes } from './service-routes.ts';

/** A map service to be started. */
export interface MapServiceOptions extends InstrumentedMapOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes any free one. @default 0 */
  readonly port?: number;
  /** Where the debug pages are: with the others, on a port of their own, or nowhere. @default 'shared' */
  readonly debug?: 'shared' | 'off' | { readonly port: number };
  readonly limits?: Partial<ServiceLimits>;
}

/** A map that is being served. */
export interface MapService {
  readonly map: InstrumentedMap;
  /** Without a slash at the end; `debugUrl` is `null` where there are no debug pages. */
  readonly url: string;
  readonly debugUrl: string | null;
  /** Lets running requests end, for a short while, then gives everything back. */
  stop(): Promise<void>;
}

/** Milliseconds that running requests get to end. */
const stopPatienceMs = 2000;

/**
 * Serves an instrumented map over HTTP until it is stopped.
 *
 * @throws SandboxError `usage` for a map that cannot be, `environment` for memory or an address that
 * cannot be had
 */
export async function startMapService(options: MapServiceOptions): Promise<MapService> {
  const { host = '127.0.0.1', port = 0, debug = 'shared' } = options;
  const limits = { ...defaultServiceLimits, ...options.limits };
  const map = new InstrumentedMap(options);
  const servers: Server[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer));
    map.close();
  };
  const serve = async (routes: RequestListener, at: number): Promise<string> => {
    const server = makeServer(routes, limits);
    await listen(server, host, at);
    servers.push(server);
    return addressOf(server);
  };
  try {
    const url = await serve(serviceRoutes(map, limits, debug === 'shared'), port);
    const debugUrl = typeof debug === 'object' ? await serve(debugRoutes(map), debug.port) : null;
    return { map, url, debugUrl: debug === 'shared' ? url : debugUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function makeServer(routes: RequestListener, limits: ServiceLimits): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
    },
    routes,
  );
  server.maxConnections = limits.maxConnections;
  return server;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `expected ${host} port ${port} to be free to listen on, got: ${cause.message}`;
      reject(new SandboxError('environment', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

function addressOf(server: Server): string {
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

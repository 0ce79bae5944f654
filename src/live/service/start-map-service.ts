import type { LiveSource } from '../../maps/figures/live-map.ts';
import { ByteBudget } from './http/byte-budget.ts';
import { type HttpServer, type ServedRoutes, startHttpServer } from './http/start-http-server.ts';
import { type GrowthListener, GrowthStream } from './routes/growth-stream.ts';
import { InstrumentedMap, type InstrumentedMapOptions } from './instrumented-map.ts';
import { defaultServiceLimits, type ServiceLimits } from './service-limits.ts';
import { ServedSource } from './served-source.ts';
import { debugRoutes, serviceRoutes } from './routes/service-routes.ts';

/** A map service to be started. */
export interface MapServiceOptions extends InstrumentedMapOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes any free one. @default 0 */
  readonly port?: number;
  /** Whether `host` may be one that other machines can reach. @default false */
  readonly allowRemote?: boolean;
  /** Names that a `Host` may have beside those of the loopback; `*` is any. @default [] */
  readonly allowHosts?: readonly string[];
  /** Where the debug pages are: with the others, on a port of their own, or nowhere. @default 'shared' */
  readonly debug?: 'shared' | 'off' | { readonly port: number };
  readonly limits?: Partial<ServiceLimits>;
  /** Gets each growth as it starts, the last ones when the service stops. */
  readonly onGrowths?: GrowthListener;
}

/** A map that is being served. */
export interface MapService {
  readonly map: InstrumentedMap;
  /** The same map in the words of all live maps; closed with the service. */
  readonly source: LiveSource;
  /** Without a slash at the end; `debugUrl` is `null` where there are no debug pages. */
  readonly url: string;
  readonly debugUrl: string | null;
  /** Whether only this machine can connect. */
  readonly isLoopback: boolean;
  /** Lets running requests end, for a short while, then gives everything back. */
  stop(): Promise<void>;
}

/**
 * Serves an instrumented map over HTTP until it is stopped.
 *
 * @throws SandboxError `usage` for a map that cannot be or a host beyond the loopback that was not
 * allowed, `environment` for memory or an address that cannot be had
 */
export async function startMapService(options: MapServiceOptions): Promise<MapService> {
  const { host = '127.0.0.1', port = 0, debug = 'shared' } = options;
  const { allowRemote = false, allowHosts = [] } = options;
  const limits = { ...defaultServiceLimits, ...options.limits };
  const buffers = new ByteBudget(limits.maxBufferedBytes);
  const map = new InstrumentedMap(options);
  const stream = new GrowthStream(map);
  const source = new ServedSource(map, stream);
  const leave = options.onGrowths === undefined ? null : stream.listen(options.onGrowths);
  const servers: HttpServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    leave?.();
    await source.close();
    map.close();
  };
  const serve = async (routes: ServedRoutes, at: number): Promise<HttpServer> => {
    const address = { host, port: at, allowRemote, allowHosts };
    const server = await startHttpServer(address, routes, limits, buffers);
    servers.push(server);
    return server;
  };
  try {
    const routes = serviceRoutes({ map, limits, buffers }, stream, debug === 'shared');
    const { url, isLoopback } = await serve(routes, port);
    const own =
      typeof debug === 'object' ? await serve(debugRoutes(map, stream), debug.port) : null;
    const debugUrl = debug === 'shared' ? url : (own?.url ?? null);
    return { map, source, url, debugUrl, isLoopback, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

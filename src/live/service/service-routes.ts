import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { batchRoute } from './batch-route.ts';
import { entryRoute } from './entry-route.ts';
import { replyJson, replyText, replyWrongMethod } from './http-reply.ts';
import type { InstrumentedMap } from './instrumented-map.ts';
import { MapMetrics } from './map-metrics.ts';
import { mapSize, mostListedGrowths } from './map-size.ts';
import { prefersOpenMetrics } from './prefers-open-metrics.ts';
import type { ServiceLimits } from './service-limits.ts';

type Page = (request: IncomingMessage, response: ServerResponse) => void;

/** The paths of the map itself: entries, batches, metrics, health; and the debug pages if asked for. */
export function serviceRoutes(
  map: InstrumentedMap,
  limits: ServiceLimits,
  hasDebug: boolean,
): RequestListener {
  const metrics = new MapMetrics(map);
  const pages = new Map<string, Page>([
    ['/metrics', (request, response) => metricsPage(metrics, request, response)],
    ['/healthz', (_request, response) => replyJson(response, 200, { status: 'ok' })],
    ...(hasDebug ? debugPages(map) : []),
  ]);
  return (request, response) => {
    const path = pathOf(request.url ?? '/');
    if (path.startsWith('/map/')) entryRoute(map, limits, path.slice(5), request, response);
    else if (path === '/map') batchRoute(map, limits, request, response);
    else showPage(pages, path, request, response);
  };
}

/** The debug pages alone, for a port of their own. */
export function debugRoutes(map: InstrumentedMap): RequestListener {
  const pages = new Map(debugPages(map));
  return (request, response) => showPage(pages, pathOf(request.url ?? '/'), request, response);
}

function debugPages(map: InstrumentedMap): readonly (readonly [string, Page])[] {
  return [
    ['/debug/mapsize', (request, response) => mapSizePage(map, request, response)],
    ['/debug/mapsize/window', (_request, response) => replyJson(response, 200, map.window())],
  ];
}

/** `?growths=N` lists so many of the newest growths. */
function mapSizePage(
  map: InstrumentedMap,
  { url = '/' }: IncomingMessage,
  response: ServerResponse,
): void {
  const wanted = new URLSearchParams(url.slice(pathOf(url).length)).get('growths');
  if (wanted === null) replyJson(response, 200, mapSize(map));
  else if (/^\d{1,3}$/.test(wanted) && Number(wanted) <= mostListedGrowths)
    replyJson(response, 200, mapSize(map, Number(wanted)));
  else
    replyJson(response, 400, {
      error: `expected growths to be a whole number from 0 to ${mostListedGrowths}, got '${wanted}'`,
    });
}

function showPage(
  pages: ReadonlyMap<string, Page>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const page = pages.get(path);
  if (page === undefined) replyJson(response, 404, { error: 'no such path' });
  else if (request.method === 'GET' || request.method === 'HEAD') page(request, response);
  else replyWrongMethod(response, 'GET, HEAD');
}

function metricsPage(
  metrics: MapMetrics,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isOpenMetrics = prefersOpenMetrics(request.headers.accept ?? '');
  metrics.page(isOpenMetrics).then(
    ({ text, contentType }) => replyText(response, 200, text, contentType),
    (error: unknown) => replyJson(response, 500, { error: String(error) }),
  );
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

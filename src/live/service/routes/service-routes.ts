import type { IncomingMessage, ServerResponse } from 'node:http';
import { batchRoute } from './batch-route.ts';
import { entryRoute } from './entry-route.ts';
import { replyEmpty, replyJson, replyText, replyWrongMethod } from '../http/http-reply.ts';
import { prefersOpenMetrics } from '../http/prefers-open-metrics.ts';
import { pathOf, type ServedRoutes } from '../http/start-http-server.ts';
import type { GrowthStream } from './growth-stream.ts';
import type { InstrumentedMap } from '../instrumented-map.ts';
import { exportMap } from '../export-map.ts';
import { MetricsMoment, type MetricsPage } from '../exporter/metrics-moment.ts';
import { mapSize, mostListedGrowths } from '../size/map-size.ts';
import { PageCache } from '../size/page-cache.ts';
import type { ServedMap } from '../served-map.ts';

export type Page = (request: IncomingMessage, response: ServerResponse) => void;

/** The paths of the map itself: entries, batches, metrics, health; and the debug pages if asked for. */
export function serviceRoutes(
  served: ServedMap,
  stream: GrowthStream,
  hasDebug: boolean,
): ServedRoutes {
  const pages = new Map<string, Page>([
    [
      '/metrics',
      metricsRoute(() => new MetricsMoment([exportMap(served.map)], performance.timeOrigin)),
    ],
    ['/healthz', (_request, response) => replyJson(response, 200, { status: 'ok' })],
    ...(hasDebug ? debugPages(served.map, stream) : []),
  ]);
  return {
    alwaysServed: new Set(['/metrics', '/healthz']),
    perform: (request, response) => {
      const path = pathOf(request.url);
      if (path.startsWith('/map/')) entryRoute(served, path.slice(5), request, response);
      else if (path === '/map') batchRoute(served, request, response);
      else showPage(pages, path, request, response);
    },
  };
}

/** The debug pages alone, for a port of their own. */
export function debugRoutes(map: InstrumentedMap, stream: GrowthStream): ServedRoutes {
  const pages = new Map(debugPages(map, stream));
  return {
    alwaysServed: new Set(['/debug/mapsize', '/debug/mapsize/window']),
    perform: (request, response) => showPage(pages, pathOf(request.url), request, response),
  };
}

function debugPages(
  map: InstrumentedMap,
  stream: GrowthStream,
): readonly (readonly [string, Page])[] {
  const cache = new PageCache<string>();
  const reply = (response: ServerResponse, name: string, make: () => unknown): void => {
    const text = cache.get(name, () => `${JSON.stringify(make())}\n`);
    replyPage(
      response,
      text.then((json) => ({ text: json, contentType: 'application/json' })),
    );
  };
  return [
    [
      '/debug/mapsize',
      ({ url = '/' }, response) => {
        const growths = listedGrowths(url, response);
        if (growths !== null) reply(response, `size ${growths}`, () => mapSize(map, growths));
      },
    ],
    [
      '/debug/mapsize/events',
      ({ method }, response) =>
        method === 'HEAD' ? replyEmpty(response, 200) : stream.answer(response),
    ],
    [
      '/debug/mapsize/window',
      (_request, response) => reply(response, 'window', () => map.window()),
    ],
  ];
}

/** `?growths=N` lists so many of the newest growths; `null` where it was refused. */
export function listedGrowths(url: string, response: ServerResponse): number | undefined | null {
  const wanted = new URLSearchParams(url.slice(pathOf(url).length)).get('growths');
  if (wanted === null) return undefined;
  if (/^\d{1,3}$/.test(wanted) && Number(wanted) <= mostListedGrowths) return Number(wanted);
  replyJson(response, 400, {
    error: `expected growths to be a whole number from 0 to ${mostListedGrowths}, got '${wanted}'`,
  });
  return null;
}

export function showPage(
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

/**
 * The page of metrics in the format that is asked for.
 *
 * @param momentNow called only as often as such pages are made
 */
export function metricsRoute(momentNow: () => MetricsMoment): Page {
  const cache = new PageCache<MetricsMoment>();
  return ({ headers }, response) => {
    const format = prefersOpenMetrics(headers.accept ?? '') ? 'openmetrics' : 'text';
    const moment = cache.get('metrics', momentNow);
    replyPage(
      response,
      moment.then((metrics) => metrics.page(format)),
    );
  };
}

function replyPage(response: ServerResponse, made: Promise<MetricsPage>): void {
  made.then(
    ({ text, contentType }) => replyText(response, 200, text, contentType),
    (error: unknown) => replyJson(response, 500, { error: String(error) }),
  );
}

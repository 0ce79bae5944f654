import type { ServerResponse } from 'node:http';
import { MetricsMoment } from '../../service/exporter/metrics-moment.ts';
import { replyEmpty, replyJson, replyText } from '../../service/http/http-reply.ts';
import { pathOf, type ServedRoutes } from '../../service/http/start-http-server.ts';
import {
  listedGrowths,
  metricsRoute,
  type Page,
  showPage,
} from '../../service/routes/service-routes.ts';
import type { AttachEvent } from '../follow/attach-event.ts';
import { attachedSize } from './attached-size.ts';
import { attachedWindows } from './attached-window.ts';
import { type EventStream, serverSentEvent } from './event-stream.ts';
import { exportedMaps } from './exported-maps.ts';
import { ownFamilies } from './own-metrics.ts';
import type { ProcessView } from './process-view.ts';

/** How the page for people is drawn; whoever starts the server gives it. */
export interface AttachPage {
  readonly html: (views: readonly ProcessView[]) => string;
  /** The part of it that is replaced by each look. */
  readonly content: (views: readonly ProcessView[]) => string;
  readonly style: string;
  readonly script: string;
}

export interface AttachStreams {
  /** Events, a line of JSON each. */
  readonly events: EventStream;
  /** The content of the page after each look, as server-sent events. */
  readonly page: EventStream;
}

/** Everything the page may load comes from here, and nothing in it is code or style of its own. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Growths that are listed of each map unless more are asked for. */
const listed = 16;

/** The paths of processes that are looked at: those of `serve` without its map's own, and the page. */
export function attachRoutes(
  views: readonly ProcessView[],
  page: AttachPage,
  streams: AttachStreams,
): ServedRoutes {
  const pages = new Map<string, Page>([
    ['/', (_request, response) => replyHtml(response, page.html(views))],
    ['/attach.css', assetOf(page.style, 'text/css')],
    ['/attach.js', assetOf(page.script, 'text/javascript')],
    [
      '/attach/stream',
      (_request, response) => streams.page.listen(response, serverSentEvent(page.content(views))),
    ],
    ['/metrics', metricsRoute(() => metricsNow(views))],
    ['/healthz', (_request, response) => replyJson(response, 200, { status: 'ok' })],
    [
      '/debug/mapsize',
      ({ url = '/' }, response) => {
        const growths = listedGrowths(url, response);
        if (growths === null) return;
        replyJson(
          response,
          200,
          oneOrAll(views.map((view) => attachedSize(view, growths ?? listed))),
        );
      },
    ],
    [
      '/debug/mapsize/window',
      (_request, response) => {
        const nowMs = performance.timeOrigin + performance.now();
        replyJson(response, 200, oneOrAll(views.map((view) => attachedWindows(view, nowMs))));
      },
    ],
    [
      '/debug/mapsize/events',
      ({ method, url = '/' }, response) =>
        method === 'HEAD'
          ? replyEmpty(response, 200)
          : streams.events.listen(response, '', wantedEvents(url)),
    ],
  ]);
  return {
    alwaysServed: new Set(['/metrics', '/healthz', '/debug/mapsize', '/debug/mapsize/window']),
    perform: (request, response) => {
      response.setHeader('content-security-policy', policy);
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('referrer-policy', 'no-referrer');
      showPage(pages, pathOf(request.url), request, response);
    },
  };
}

/**
 * As from `serve`, growths alone, unless everything is asked for by `?all`; `?map=NAME` those of one map.
 * Each line is one event.
 */
function wantedEvents(url: string): (line: string) => boolean {
  const query = new URL(url, 'http://localhost').searchParams;
  const map = query.get('map');
  return (line) => {
    const { type, subject }: Pick<AttachEvent, 'type' | 'subject'> = JSON.parse(line);
    const isWanted = query.has('all') || type === 'mapswell.map.growth.v1';
    return isWanted && (map === null || map === subject);
  };
}

/** Maps of several processes have their id in front of their names. */
function metricsNow(views: readonly ProcessView[]): MetricsMoment {
  const prefixOf = ({ process: { pid } }: ProcessView): string =>
    views.length === 1 ? '' : `${pid}/`;
  const maps = views.flatMap((view) => exportedMaps(view, prefixOf(view)));
  return new MetricsMoment(maps, performance.timeOrigin, ownFamilies(views));
}

/** What is asked of one process is not a list. */
function oneOrAll(found: readonly unknown[]): unknown {
  return found.length === 1 ? found[0] : found;
}

function assetOf(text: string, type: string): Page {
  return (_request, response) => replyText(response, 200, text, `${type}; charset=utf-8`);
}

function replyHtml(response: ServerResponse, text: string): void {
  response.setHeader('cache-control', 'no-store');
  replyText(response, 200, text, 'text/html; charset=utf-8');
}

import { ByteBudget } from '../../service/http/byte-budget.ts';
import { defaultServerLimits } from '../../service/http/server-limits.ts';
import { startHttpServer } from '../../service/http/start-http-server.ts';
import type { Followed, MapsLook } from '../follow/followed.ts';
import { type AttachPage, attachRoutes } from './attach-routes.ts';
import { EventStream, serverSentEvent } from './event-stream.ts';
import { ProcessView } from './process-view.ts';

/** Where what is seen of processes is served. */
export interface AttachServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Takes the looks of one round. */
  take(looks: ReadonlyMap<Followed, MapsLook>): void;
  stop(): Promise<void>;
}

/**
 * Serves metrics, debug pages and a page for people on processes that are looked at.
 *
 * @throws SandboxError `usage` for an address beyond the loopback, `environment` for one that is taken
 */
export async function startAttachServer(
  at: { readonly host: string; readonly port: number },
  processes: readonly Followed[],
  page: AttachPage,
): Promise<AttachServer> {
  const views = new Map(
    processes.map((each) => [each, new ProcessView(each.process, each.runtime)]),
  );
  const shown = [...views.values()];
  const streams = {
    events: new EventStream('application/x-ndjson'),
    page: new EventStream('text/event-stream'),
  };
  const routes = attachRoutes(shown, page, streams);
  const address = { ...at, namedBy: '--serve', allowRemote: false, allowHosts: [] };
  const buffers = new ByteBudget(defaultServerLimits.maxBufferedBytes);
  const server = await startHttpServer(address, routes, defaultServerLimits, buffers);
  return {
    url: server.url,
    take: (looks) => {
      for (const [followed, look] of looks) {
        const told = views.get(followed)?.take(look) ?? [];
        for (const event of told) streams.events.send(`${JSON.stringify(event)}\n`);
      }
      if (streams.page.hasListeners) streams.page.send(serverSentEvent(page.content(shown)));
    },
    stop: () => server.stop(),
  };
}

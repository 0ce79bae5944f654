import type { ServerResponse } from 'node:http';
import {
  type GrowthCloudEvent,
  growthCloudEvent,
} from '../../../maps/figures/growth-cloud-event.ts';
import { replyJson } from '../http/http-reply.ts';
import type { InstrumentedMap, TimedGrowth } from '../instrumented-map.ts';

/** Takes growths as they start. */
export type GrowthListener = (events: readonly GrowthCloudEvent<TimedGrowth>[]) => void;

/** How soon after its start a growth is sent. */
const lookEveryMs = 50;
/** Listeners at once over HTTP; each holds a connection. */
export const mostListeners = 8;
/** Growths within one look that are sent; of more the newest. */
const mostPerLook = 4096;

/** Sends growths to whoever listens, from the moment they do until they leave. */
export class GrowthStream {
  readonly #map: InstrumentedMap;
  readonly #responses = new Set<ServerResponse>();
  readonly #listeners = new Set<GrowthListener>();
  #looking: NodeJS.Timeout | null = null;
  #seen = 0;

  constructor(map: InstrumentedMap) {
    this.#map = map;
  }

  /** Answers with lines of JSON that go on until the client or the service ends. */
  answer(response: ServerResponse): void {
    if (this.#responses.size === mostListeners) {
      response.setHeader('retry-after', '1');
      replyJson(response, 503, { error: `expected at most ${mostListeners} listeners at once` });
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
    });
    response.flushHeaders();
    this.#responses.add(response);
    const leave = this.listen((events) => {
      // Who does not read is left behind: growths are not kept for them.
      if (response.writableNeedDrain) return;
      response.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    });
    response.once('close', () => {
      this.#responses.delete(response);
      leave();
    });
  }

  /** @returns what ends it, after the growths that are still to be sent */
  listen(listener: GrowthListener): () => void {
    if (this.#looking === null) {
      this.#seen = this.#map.growthsNoted;
      this.#looking = setInterval(() => this.#look(), lookEveryMs).unref();
    } else this.#look();
    this.#listeners.add(listener);
    return () => {
      if (!this.#listeners.has(listener)) return;
      this.#look();
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#looking === null) return;
      clearInterval(this.#looking);
      this.#looking = null;
    };
  }

  #look(): void {
    const noted = this.#map.growthsNoted;
    const count = Math.min(mostPerLook, noted - this.#seen);
    this.#seen = noted;
    if (count === 0) return;
    const events = this.#map.growths(count).map((growth, index) =>
      growthCloudEvent(
        {
          id: noted - count + index + 1,
          source: '/mapswell/serve',
          subject: this.#map.options.name,
          atMs: growth.startedAtMs,
        },
        growth,
      ),
    );
    for (const listener of this.#listeners) listener(events);
  }
}

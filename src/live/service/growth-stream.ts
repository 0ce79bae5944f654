import type { ServerResponse } from 'node:http';
import { replyJson } from './http/http-reply.ts';
import type { InstrumentedMap, TimedGrowth } from './instrumented-map.ts';

/** A growth in the envelope of CloudEvents 1.0, one a line. */
export interface GrowthCloudEvent {
  readonly specversion: '1.0';
  /** The number of the growth, from 1 on: a gap is a growth that was not sent. */
  readonly id: string;
  readonly source: string;
  readonly type: 'mapswell.map.growth.v1';
  /** Name of the map. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: TimedGrowth;
}

/** How soon after its start a growth is sent. */
const lookEveryMs = 50;
/** Listeners at once; each holds a connection. */
export const mostListeners = 8;
/** Growths within one look that are sent; of more the newest. */
const mostPerLook = 128;

/** Sends growths to whoever listens, from the moment they do until they leave. */
export class GrowthStream {
  readonly #map: InstrumentedMap;
  readonly #listeners = new Set<ServerResponse>();
  #looking: NodeJS.Timeout | null = null;
  #seen = 0;

  constructor(map: InstrumentedMap) {
    this.#map = map;
  }

  /** Answers with lines of JSON that go on until the client or the service ends. */
  listen(response: ServerResponse): void {
    if (this.#listeners.size === mostListeners) {
      response.setHeader('retry-after', '1');
      replyJson(response, 503, { error: `expected at most ${mostListeners} listeners at once` });
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
    });
    response.flushHeaders();
    this.#listeners.add(response);
    response.once('close', () => this.#leave(response));
    if (this.#looking !== null) return;
    this.#seen = this.#map.growthsNoted;
    this.#looking = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  #leave(response: ServerResponse): void {
    this.#listeners.delete(response);
    if (this.#listeners.size > 0 || this.#looking === null) return;
    clearInterval(this.#looking);
    this.#looking = null;
  }

  #look(): void {
    const noted = this.#map.growthsNoted;
    const count = Math.min(mostPerLook, noted - this.#seen);
    this.#seen = noted;
    if (count === 0) return;
    const lines = this.#map
      .growths(count)
      .map((growth, index) => `${JSON.stringify(this.#event(growth, noted - count + index + 1))}\n`)
      .join('');
    // Who does not read is left behind: growths are not kept for them.
    for (const response of this.#listeners) if (!response.writableNeedDrain) response.write(lines);
  }

  #event(data: TimedGrowth, ordinal: number): GrowthCloudEvent {
    return {
      specversion: '1.0',
      id: String(ordinal),
      source: '/mapswell/serve',
      type: 'mapswell.map.growth.v1',
      subject: this.#map.options.name,
      time: new Date(data.startedAtMs).toISOString(),
      datacontenttype: 'application/json',
      data,
    };
  }
}

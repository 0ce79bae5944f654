import { Readable } from 'node:stream';
import type { LiveGrowth } from './live-map.ts';

/** Growths that wait for a listener: who takes none is left behind, and the others go on. */
const mostWaiting = 4096;

/** Hands the growths of a source to each of its listeners, from the moment they ask. */
export class GrowthFeed {
  // An array: a program may have replaced the methods of sets, and its collections are what is heard.
  #listeners: readonly Readable[] = [];

  send(growth: LiveGrowth): void {
    for (const listener of this.#listeners)
      if (listener.readableLength < mostWaiting) listener.push(growth);
  }

  /** Ends with the feed, or when its reader leaves. */
  listen(): AsyncIterable<LiveGrowth> {
    const listener = new Readable({ objectMode: true, read: () => {} });
    this.#listeners = [...this.#listeners, listener];
    listener.once('close', () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    });
    return listener;
  }

  /** Ends every listener once it has taken what waits for it. */
  close(): void {
    for (const listener of this.#listeners) listener.push(null);
    this.#listeners = [];
  }
}

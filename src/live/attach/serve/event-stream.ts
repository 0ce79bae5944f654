import type { ServerResponse } from 'node:http';
import { replyJson } from '../../service/http/http-reply.ts';
import { mostListeners } from '../../service/routes/growth-stream.ts';

/** Sends text to whoever listens, from the moment they do until they leave. */
export class EventStream {
  readonly #contentType: string;
  readonly #listeners = new Map<ServerResponse, (text: string) => boolean>();

  constructor(contentType: string) {
    this.#contentType = contentType;
  }

  /** Whether anybody listens: what nobody gets need not be made. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /**
   * @param first sent at once
   * @param isWanted whether this listener hears a piece of text
   */
  listen(
    response: ServerResponse,
    first = '',
    isWanted: (text: string) => boolean = () => true,
  ): void {
    if (this.#listeners.size === mostListeners) {
      response.setHeader('retry-after', '1');
      replyJson(response, 503, { error: `expected at most ${mostListeners} listeners at once` });
      return;
    }
    response.writeHead(200, { 'content-type': this.#contentType, 'cache-control': 'no-store' });
    response.flushHeaders();
    if (first !== '') response.write(first);
    this.#listeners.set(response, isWanted);
    response.once('close', () => this.#listeners.delete(response));
  }

  /** Who does not read is left behind. */
  send(text: string): void {
    for (const [response, isWanted] of this.#listeners)
      if (isWanted(text) && !response.writableNeedDrain) response.write(text);
  }
}

/** Text as one message of server-sent events. */
export function serverSentEvent(text: string): string {
  return `${text
    .split('\n')
    .map((line) => `data: ${line}`)
    .join('\n')}\n\n`;
}

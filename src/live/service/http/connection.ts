import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request and where its answer goes. */
export interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Requests that one connection may have waiting; a client sends no more before it has read answers. */
export const mostPipelined = 64;

/** A client makes progress with this many bytes; by single bytes it could hold a place for ever. */
const progressBytes = 512;

/**
 * One connection, whose requests are performed one after the other: whoever sends thousands at once
 * waits for them alone. Beyond the most that may wait none is performed, and the connection ends with
 * the answer to the last one that is. What waits when it ends otherwise is dropped.
 */
export class Connection {
  readonly socket: Socket;
  /** Beyond the most connections: only what is always served. */
  readonly isReserved: boolean;
  /** Requests that will not be performed, and live on until the connection ends. */
  excess = 0;
  readonly #perform: (turn: Turn, connection: Connection) => void;
  #turns: Turn[] = [];
  #isBusy = false;
  #waitsSince = performance.now();
  #bytes = 0;

  constructor(
    socket: Socket,
    isReserved: boolean,
    perform: (turn: Turn, connection: Connection) => void,
  ) {
    this.socket = socket;
    this.isReserved = isReserved;
    this.#perform = perform;
  }

  /** Takes a request; whether it will be performed. */
  take(turn: Turn): boolean {
    if (this.excess > 0 || this.#turns.length === mostPipelined) {
      if (this.excess++ === 0) this.socket.pause();
      // Unread, it would be aborted with an error of its own at the end, which costs more than all else.
      turn.request.resume();
      return false;
    }
    this.#turns.push(turn);
    if (!this.#isBusy) this.#next();
    return true;
  }

  /** Milliseconds for which only the client could have done something. */
  staleMs(now: number): number {
    return now - this.#waitsSince;
  }

  /** Notes whether the client has sent or read anything to speak of since the last look. */
  look(now: number): void {
    const bytes = this.socket.bytesRead + this.socket.bytesWritten;
    if (!this.#isBusy || bytes - this.#bytes < progressBytes) return;
    this.#bytes = bytes;
    this.#waitsSince = now;
  }

  #next(): void {
    if (this.socket.destroyed || this.socket.writableEnded) this.#turns = [];
    const turn = this.#turns.shift();
    this.#waitsSince = performance.now();
    this.#isBusy = turn !== undefined;
    if (turn !== undefined) {
      turn.response.once('close', () => this.#next());
      this.#perform(turn, this);
    } else if (this.excess > 0) this.socket.destroySoon();
  }
}

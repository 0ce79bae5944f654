import type { Socket } from 'node:net';
import { Connection, type Turn } from './connection.ts';
import type { ServerLimits } from './server-limits.ts';

/** Connections beyond the most, for what is always served. */
export const reservedConnections = 16;

/** Who connects for the health alone asks at once: for the reserved ones less patience is enough. */
const reservedPatience = 0.1;
const lookEveryMs = 250;

/** Requests over all connections that are held without ever being performed. */
const mostExcess = 4096;

/**
 * The connections of a server. Where they are at their most, a new one takes the place of that whose
 * client has done nothing for longest: headers, bodies and answers that are half sent or half read lock
 * nobody out. Where all are at work, a few more get in, for health and metrics alone.
 */
export class Connections {
  readonly #max: number;
  readonly #stalledMs: number;
  readonly #perform: (turn: Turn, connection: Connection) => void;
  readonly #open = new Map<Socket, Connection>();
  readonly #looking: NodeJS.Timeout;
  #reserved = 0;
  #excess = 0;

  constructor(
    { maxConnections, stalledMs }: Pick<ServerLimits, 'maxConnections' | 'stalledMs'>,
    perform: (turn: Turn, connection: Connection) => void,
  ) {
    this.#max = maxConnections;
    this.#stalledMs = stalledMs;
    this.#perform = perform;
    this.#looking = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  /** Takes a new connection in, or closes it. */
  admit(socket: Socket): void {
    const isFull = this.#open.size - this.#reserved >= this.#max;
    const isReserved = isFull && !this.#makeRoom(false);
    const isOver = isReserved && this.#reserved >= reservedConnections;
    if (isOver && !this.#makeRoom(true)) {
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, isReserved, this.#perform);
    this.#open.set(socket, connection);
    if (isReserved) this.#reserved++;
    socket.once('close', () => this.#forget(connection));
  }

  /** Performs a request when its turn comes. */
  take(turn: Turn): void {
    const connection = this.#open.get(turn.request.socket);
    if (connection === undefined || connection.take(turn)) return;
    this.#excess++;
    if (this.#excess > mostExcess) turn.request.socket.destroy();
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #makeRoom(isReserved: boolean): boolean {
    const now = performance.now();
    let stalest: Connection | undefined;
    let longest = this.#stalledMs * (isReserved ? reservedPatience : 1);
    for (const connection of this.#open.values()) {
      const stale = connection.staleMs(now);
      if (connection.isReserved !== isReserved || stale < longest) continue;
      longest = stale;
      stalest = connection;
    }
    if (stalest === undefined) return false;
    stalest.socket.destroy();
    this.#forget(stalest);
    return true;
  }

  #forget(connection: Connection): void {
    if (!this.#open.delete(connection.socket)) return;
    this.#excess -= connection.excess;
    if (connection.isReserved) this.#reserved--;
  }

  #look(): void {
    const now = performance.now();
    for (const connection of this.#open.values()) connection.look(now);
  }
}

/** What a server spends on its clients. */
export interface ServerLimits {
  /** Connections at once; a few more are answered for health and metrics alone. */
  readonly maxConnections: number;
  /** Bytes of bodies and answers that are buffered over all connections; above: 503. */
  readonly maxBufferedBytes: number;
  /** Milliseconds without a sign of its client after which a full server closes a connection for a new one. */
  readonly stalledMs: number;
  /** Milliseconds for the headers and for a whole request; above: 408. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Milliseconds that an idle connection is kept. */
  readonly keepAliveTimeoutMs: number;
}

export const defaultServerLimits: ServerLimits = {
  maxConnections: 1024,
  maxBufferedBytes: 64 * 2 ** 20,
  stalledMs: 1000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 5_000,
};

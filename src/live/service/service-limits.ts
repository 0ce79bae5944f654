/** What a service takes from its clients. */
export interface ServiceLimits {
  /** Bytes of a key, once decoded; above: 414. */
  readonly maxKeyBytes: number;
  /** Bytes of a value, and of a line of a batch; above: 413. */
  readonly maxValueBytes: number;
  /** Bytes of a batch; above: 413. */
  readonly maxBatchBytes: number;
  /** Connections at once; more are closed at once. */
  readonly maxConnections: number;
  /** Milliseconds for the headers and for a whole request; above: 408. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Milliseconds that an idle connection is kept. */
  readonly keepAliveTimeoutMs: number;
}

export const defaultServiceLimits: ServiceLimits = {
  maxKeyBytes: 1024,
  maxValueBytes: 2 ** 20,
  maxBatchBytes: 64 * 2 ** 20,
  maxConnections: 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 5_000,
};

import { defaultServerLimits, type ServerLimits } from './http/server-limits.ts';

/** What a service takes from its clients. */
export interface ServiceLimits extends ServerLimits {
  /** Bytes of a key, once decoded; above: 414. */
  readonly maxKeyBytes: number;
  /** Bytes of a value, and of a line of a batch; above: 413. */
  readonly maxValueBytes: number;
  /** Bytes of a batch; above: 413. */
  readonly maxBatchBytes: number;
}

export const defaultServiceLimits: ServiceLimits = {
  ...defaultServerLimits,
  maxKeyBytes: 1024,
  maxValueBytes: 2 ** 20,
  maxBatchBytes: 64 * 2 ** 20,
};

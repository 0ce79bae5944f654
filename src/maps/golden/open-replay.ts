import type { RecordedState, Recording } from './recording.ts';

/** A map that follows a recording: performs operations, and shows its state in recorded fields. */
export interface Replay {
  /** Fields that a record of this kind has, in order; `s`, the digest, is optional. */
  readonly fieldNames: readonly string[];
  /** Performs one operation. */
  perform(operation: Recording['operations'][number]): void;
  /**
   * Takes what only real Go could know (a new random seed) from the record, and returns the names
   * of the fields taken: those cannot be compared.
   */
  adopt(record: RecordedState): ReadonlySet<string>;
  state(): Readonly<Record<string, number | boolean | string>>;
  digest(): string;
  close(): void;
}

/** A table that a collection left for the next one, and that the collector has not taken yet. */
export interface LeftBehind {
  /** One more than its address. */
  readonly pointer: number;
  readonly bytes: number;
}

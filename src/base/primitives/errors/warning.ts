/** Something a reader of a result must know. Warnings are data and travel with the result. */
export interface Warning {
  /** Stable kebab-case identifier, for filters and tests. */
  readonly code: string;
  /** One sentence for people, with the figures in it. */
  readonly message: string;
}

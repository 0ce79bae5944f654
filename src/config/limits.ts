/** What a cell may use. */
export interface Limits {
  readonly memoryBytes: number;
  /** CPUs by quota; fractions are allowed. */
  readonly cpus: number;
}

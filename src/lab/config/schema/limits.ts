/** What a cell may use. */
export interface Limits {
  /** Memory of the whole process. */
  readonly memoryBytes: number;
  /** CPUs by quota; fractions are allowed. */
  readonly cpus: number;
  /** Swap beyond the memory. @default 0 */
  readonly swapBytes?: number;
  /** Processes and threads together; a Node process alone has about eleven. @default no limit */
  readonly processes?: number;
  /** CPUs that may be used, as a list such as `0-1,3`. @default all */
  readonly cpuSet?: string;
}

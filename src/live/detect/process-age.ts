/**
 * Minutes since the last start of the process, for minutes that come in order; Infinity before the
 * first start that is known, and where none is.
 */
export class ProcessAge {
  readonly #starts: readonly number[];
  #next = 0;

  /** @param starts minutes of the series at which the process started, in order */
  constructor(starts: readonly number[] = []) {
    this.#starts = starts;
  }

  at(minute: number): number {
    while ((this.#starts[this.#next] ?? Infinity) <= minute) this.#next += 1;
    return minute - (this.#starts[this.#next - 1] ?? -Infinity);
  }
}

const bits = 2 ** 23;

/**
 * How many different things a stream has, in a mebibyte: linear counting (K. Whang, B. Vander-Zanden,
 * H. Taylor, "A linear-time probabilistic counting algorithm for database applications", TODS 1990).
 */
export class LinearCount {
  readonly #bytes = new Uint8Array(bits / 8);
  #taken = 0;

  /** @param hash 23 bits or more of it, evenly spread; higher ones are left out */
  add(hash: number): void {
    const bit = hash & (bits - 1);
    const at = bit >>> 3;
    const mask = 1 << (bit & 7);
    const byte = this.#bytes[at] ?? 0;
    if ((byte & mask) !== 0) return;
    this.#bytes[at] = byte | mask;
    this.#taken += 1;
  }

  /** With its standard error; `Infinity` once every bit is taken. */
  get estimate(): { readonly value: number; readonly standardError: number } {
    const free = bits - this.#taken;
    const value = bits * Math.log(bits / free);
    const load = value / bits;
    return {
      value: Math.round(value),
      standardError: Math.round(Math.sqrt(bits * (Math.exp(load) - load - 1))),
    };
  }
}

import type { KeyTable } from './key-table.ts';

const mostKeys = 2 ** 16;

/** An estimate with its standard error. */
export interface Estimate {
  readonly value: number;
  /** 0 where it is a count. */
  readonly standardError: number;
}

/**
 * How often keys were asked for, of those whose hash ends with some zero bits: a sample of the keys,
 * whatever their number, in constant memory (P. Gibbons, "Distinct sampling for highly-accurate answers to
 * distinct values queries and event reports", VLDB 2001). One more bit is asked for when it is full.
 */
export class KeySample {
  #bits = 0;
  readonly #counts = new Map<number, number>();

  /** Bits of a hash that are 0 in all that the sample takes. */
  get mask(): number {
    return 2 ** this.#bits - 1;
  }

  /** Counts operations on the key of a hash of 52 bits. */
  add(hash: number, operations: number): void {
    if (hash % 2 ** this.#bits !== 0) return;
    this.#counts.set(hash, (this.#counts.get(hash) ?? 0) + operations);
    while (this.#counts.size > mostKeys) this.#halve();
  }

  /** The same with the keys that a table still knows. */
  with(table: KeyTable): KeySample {
    const whole = new KeySample();
    whole.#bits = this.#bits;
    for (const [hash, operations] of this.#counts) whole.#counts.set(hash, operations);
    for (let slot = 0; slot < table.length; slot++)
      whole.add(table.shortHash(slot), table.countOf(slot));
    return whole;
  }

  get distinct(): Estimate {
    return this.#scaled(this.#counts.size);
  }

  get once(): Estimate {
    let once = 0;
    for (const count of this.#counts.values()) if (count === 1) once += 1;
    return this.#scaled(once);
  }

  /** Operations of each key of the sample. */
  get counts(): Iterable<number> {
    return this.#counts.values();
  }

  #halve(): void {
    this.#bits += 1;
    for (const hash of this.#counts.keys())
      if (hash % 2 ** this.#bits !== 0) this.#counts.delete(hash);
  }

  /** Each key is in the sample with a chance of 2^-bits, independently of the others. */
  #scaled(sampled: number): Estimate {
    const factor = 2 ** this.#bits;
    return {
      value: sampled * factor,
      standardError: Math.round(Math.sqrt(sampled * (1 - 1 / factor)) * factor),
    };
  }
}

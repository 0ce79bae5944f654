/** What a map had done by the beginning of a second: counters since the map was made. */
export interface WindowCounters {
  readonly writes: number;
  readonly lookups: number;
  readonly collisions: number;
  readonly growths: number;
  readonly entries: number;
  readonly loadFactor: number;
}

/** Counters as they stood when the first operation of a second came. */
export interface OpenedSecond extends WindowCounters {
  readonly second: number;
}

const ringSlots = 32;
const ringWords = 8;
const loadFactorUnit = 1e9;
const empty = -1n;

/**
 * One slot per second in shared memory, with one writer and any number of readers on any thread, and
 * no lock. A slot holds cumulative counters from the beginning of its second, so that an operation
 * costs its writer nothing but a comparison: what happened in a second is the difference to the next
 * slot. A slot is taken over after 32 seconds; its stamp is void while it is being written.
 */
export class WindowRing {
  readonly buffer: SharedArrayBuffer;
  readonly #words: BigInt64Array;

  /** @param buffer of another ring, to read it */
  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(ringSlots * ringWords * 8);
    this.#words = new BigInt64Array(this.buffer);
    if (buffer === undefined)
      for (let slot = 0; slot < ringSlots; slot++)
        Atomics.store(this.#words, slot * ringWords, empty);
  }

  /** Opens the slot of a second, before its first operation. Only its one writer may call it. */
  open({ second, ...counters }: OpenedSecond): void {
    const at = (second % ringSlots) * ringWords;
    const store = (word: number, value: number): void => {
      Atomics.store(this.#words, at + word, BigInt(Math.round(value)));
    };
    Atomics.store(this.#words, at, empty);
    store(1, counters.writes);
    store(2, counters.lookups);
    store(3, counters.collisions);
    store(4, counters.growths);
    store(5, counters.entries);
    store(6, counters.loadFactor * loadFactorUnit);
    store(0, second);
  }

  /** The slots from `firstSecond` on that hold something, oldest first. */
  read(firstSecond: number): readonly OpenedSecond[] {
    const opened: OpenedSecond[] = [];
    for (let slot = 0; slot < ringSlots; slot++) {
      const read = this.#readSlot(slot * ringWords);
      if (read !== null && read.second >= firstSecond) opened.push(read);
    }
    return opened.toSorted((a, b) => a.second - b.second);
  }

  /** `null` where there is nothing, or the writer came in between. */
  #readSlot(at: number): OpenedSecond | null {
    const load = (word: number): number => Number(Atomics.load(this.#words, at + word));
    const second = load(0);
    if (second < 0) return null;
    const read = {
      second,
      writes: load(1),
      lookups: load(2),
      collisions: load(3),
      growths: load(4),
      entries: load(5),
      loadFactor: load(6) / loadFactorUnit,
    };
    return load(0) === second ? read : null;
  }
}

/** Slots of keys by the moment at which they expire, the earliest first: a binary heap. */
export class ExpiryQueue {
  #times = new Float64Array(1024);
  #slots = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The earliest moment; infinite where there is none. */
  get next(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : numberAt(this.#times, 0);
  }

  /** The slot that expires first. */
  get nextSlot(): number {
    return numberAt(this.#slots, 0);
  }

  clear(): void {
    this.#length = 0;
  }

  push(time: number, slot: number): void {
    if (this.#length === this.#times.length) this.#grow();
    let at = this.#length++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentTime = numberAt(this.#times, parent);
      if (parentTime <= time) break;
      this.#put(at, parentTime, numberAt(this.#slots, parent));
      at = parent;
    }
    this.#put(at, time, slot);
  }

  /** Takes the earliest one out. */
  pop(): void {
    this.#length -= 1;
    const length = this.#length;
    const time = numberAt(this.#times, length);
    const slot = numberAt(this.#slots, length);
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && numberAt(this.#times, child + 1) < numberAt(this.#times, child))
        child++;
      const childTime = numberAt(this.#times, child);
      if (childTime >= time) break;
      this.#put(at, childTime, numberAt(this.#slots, child));
      at = child;
    }
    this.#put(at, time, slot);
  }

  #put(at: number, time: number, slot: number): void {
    this.#times[at] = time;
    this.#slots[at] = slot;
  }

  #grow(): void {
    const times = new Float64Array(2 * this.#times.length);
    times.set(this.#times);
    this.#times = times;
    const slots = new Uint32Array(2 * this.#slots.length);
    slots.set(this.#slots);
    this.#slots = slots;
  }
}

/** Of an index that lies inside. Of these arrays alone, which is faster than one for all. */
function numberAt(values: Float64Array | Uint32Array, index: number): number {
  return values[index] ?? 0;
}

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
    return this.#length === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0);
  }

  /** The slot that expires first. */
  get nextSlot(): number {
    return this.#slots[0] ?? 0;
  }

  clear(): void {
    this.#length = 0;
  }

  push(time: number, slot: number): void {
    if (this.#length === this.#times.length) this.#grow();
    let at = this.#length++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentTime = this.#times[parent] ?? 0;
      if (parentTime <= time) break;
      this.#put(at, parentTime, this.#slots[parent] ?? 0);
      at = parent;
    }
    this.#put(at, time, slot);
  }

  /** Takes the earliest one out. */
  pop(): void {
    this.#length -= 1;
    const length = this.#length;
    const time = this.#times[length] ?? 0;
    const slot = this.#slots[length] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && (this.#times[child + 1] ?? 0) < (this.#times[child] ?? 0)) child++;
      const childTime = this.#times[child] ?? 0;
      if (childTime >= time) break;
      this.#put(at, childTime, this.#slots[child] ?? 0);
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

/** Bytes that one request or answer keeps in memory, out of what all of them may. */
export interface HeldBytes {
  /** Keeps so many in all from now on; `false`, and as before, where the budget does not have them. */
  resize(bytes: number): boolean;
  release(): void;
}

/** Bounds what is buffered over all connections, however many they are. */
export class ByteBudget {
  readonly maxBytes: number;
  #used = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#used;
  }

  hold(): HeldBytes {
    let held = 0;
    return {
      resize: (bytes) => {
        if (bytes > held && this.#used + bytes - held > this.maxBytes) return false;
        this.#used += bytes - held;
        held = bytes;
        return true;
      },
      release: () => {
        this.#used -= held;
        held = 0;
      },
    };
  }
}

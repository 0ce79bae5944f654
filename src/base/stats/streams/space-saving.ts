/** A thing that was counted, never too low. */
export interface HeavyHitter {
  readonly key: number;
  readonly count: number;
  /** The count is too high by at most so many. */
  readonly error: number;
}

/** Places of the index for each counter: a look-up meets little more than one. */
const indexFactor = 4;

/**
 * The heaviest keys of a stream in constant memory: Space-Saving (A. Metwally, D. Agrawal, A. El Abbadi,
 * "Efficient computation of frequent and top-k elements in data streams", ICDT 2005). Every key with more
 * than 1 in `capacity` of the operations is among those counted; a new key takes the place, and the count
 * as its possible error, of the lightest one. Nothing is allocated after it was made.
 */
export class SpaceSaving {
  readonly #capacity: number;
  /** By counter. */
  readonly #keys: Float64Array;
  readonly #counts: Float64Array;
  readonly #errors: Float64Array;
  /** A heap of counters with the lightest first, and where in it each counter stands. */
  readonly #heap: Int32Array;
  readonly #places: Int32Array;
  /** Open addressing, linear: the number of a counter from 1, or 0. */
  readonly #index: Int32Array;
  readonly #mask: number;
  #length = 0;
  #total = 0;

  /** @param capacity counters: a whole number from 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#keys = new Float64Array(capacity);
    this.#counts = new Float64Array(capacity);
    this.#errors = new Float64Array(capacity);
    this.#heap = new Int32Array(capacity);
    this.#places = new Int32Array(capacity);
    const size = 2 ** Math.ceil(Math.log2(indexFactor * capacity));
    this.#index = new Int32Array(size);
    this.#mask = size - 1;
  }

  /** Everything that was counted. */
  get total(): number {
    return this.#total;
  }

  /** Counts a key so many times. @param key a whole number below 2^53 */
  add(key: number, times = 1): void {
    this.#total += times;
    const at = this.#find(key);
    const counter = at32(this.#index, at) - 1;
    if (counter >= 0) {
      this.#counts[counter] = at64(this.#counts, counter) + times;
      this.#sink(at32(this.#places, counter));
    } else if (this.#length < this.#capacity) this.#append(key, times, at);
    else this.#replaceLightest(key, times);
  }

  /** Those counted, the heaviest first. */
  top(most: number): readonly HeavyHitter[] {
    return Array.from({ length: this.#length }, (_, counter) => ({
      key: at64(this.#keys, counter),
      count: at64(this.#counts, counter),
      error: at64(this.#errors, counter),
    }))
      .toSorted((a, b) => b.count - a.count || a.key - b.key)
      .slice(0, most);
  }

  /** Where a key stands in the index, or would stand. */
  #find(key: number): number {
    const index = this.#index;
    const mask = this.#mask;
    for (let at = hashOf(key) & mask; ; at = (at + 1) & mask) {
      const counter = at32(index, at) - 1;
      if (counter < 0 || at64(this.#keys, counter) === key) return at;
    }
  }

  #append(key: number, count: number, at: number): void {
    const counter = this.#length;
    this.#length += 1;
    this.#keys[counter] = key;
    this.#counts[counter] = count;
    this.#index[at] = counter + 1;
    let place = counter;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = at32(this.#heap, parent);
      if (at64(this.#counts, above) <= count) break;
      this.#put(place, above);
      place = parent;
    }
    this.#put(place, counter);
  }

  #replaceLightest(key: number, times: number): void {
    const counter = at32(this.#heap, 0);
    this.#leave(this.#find(at64(this.#keys, counter)));
    const least = at64(this.#counts, counter);
    this.#keys[counter] = key;
    this.#counts[counter] = least + times;
    this.#errors[counter] = least;
    this.#index[this.#find(key)] = counter + 1;
    this.#sink(0);
  }

  /** Takes a place out of the index; those behind it that belong before it move up. */
  #leave(hole: number): void {
    const index = this.#index;
    const mask = this.#mask;
    let empty = hole;
    for (let at = (hole + 1) & mask; at32(index, at) !== 0; at = (at + 1) & mask) {
      const home = hashOf(at64(this.#keys, at32(index, at) - 1)) & mask;
      if (((at - home) & mask) < ((at - empty) & mask)) continue;
      index[empty] = at32(index, at);
      empty = at;
    }
    index[empty] = 0;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const counts = this.#counts;
    const length = this.#length;
    const counter = at32(heap, from);
    const count = at64(counts, counter);
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= length) break;
      let lightest = at32(heap, child);
      if (child + 1 < length) {
        const right = at32(heap, child + 1);
        if (at64(counts, right) < at64(counts, lightest)) {
          lightest = right;
          child += 1;
        }
      }
      if (at64(counts, lightest) >= count) break;
      this.#put(place, lightest);
      place = child;
    }
    this.#put(place, counter);
  }

  #put(place: number, counter: number): void {
    this.#heap[place] = counter;
    this.#places[counter] = place;
  }
}

/** Numbers in a row, and hashes of which some bits are alike, spread. */
function hashOf(key: number): number {
  let hash = Math.imul(key ^ (key / 2 ** 32), 0x9e3779b1);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b) >>> 7;
}

function at64(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

function at32(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}

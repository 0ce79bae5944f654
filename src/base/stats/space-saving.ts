import { numberAt } from '../primitives/number-at.ts';
/** A thing that was counted, never too low. */
export interface HeavyHitter {
  readonly key: number;
  readonly count: number;
  /** The count is too high by at most so many. */
  readonly error: number;
}

/**
 * The heaviest keys of a stream in constant memory: Space-Saving (A. Metwally, D. Agrawal, A. El Abbadi,
 * "Efficient computation of frequent and top-k elements in data streams", ICDT 2005). Every key with more
 * than 1 in `capacity` of the operations is among those counted; a new key takes the place, and the count
 * as its possible error, of the lightest one.
 */
export class SpaceSaving {
  readonly #capacity: number;
  /** A heap with the lightest counter first. */
  readonly #keys: number[] = [];
  readonly #counts: number[] = [];
  readonly #errors: number[] = [];
  readonly #places = new Map<number, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Counts a key so many times. */
  add(key: number, times = 1): void {
    const place = this.#places.get(key);
    if (place !== undefined) {
      this.#counts[place] = numberAt(this.#counts, place) + times;
      this.#sink(place);
    } else if (this.#keys.length < this.#capacity) this.#append(key, times);
    else {
      const least = numberAt(this.#counts, 0);
      this.#places.delete(numberAt(this.#keys, 0));
      this.#put(0, key, least + times, least);
      this.#sink(0);
    }
  }

  /** Those counted, the heaviest first. */
  top(most: number): readonly HeavyHitter[] {
    return this.#keys
      .map((key, place) => ({
        key,
        count: numberAt(this.#counts, place),
        error: numberAt(this.#errors, place),
      }))
      .toSorted((a, b) => b.count - a.count || a.key - b.key)
      .slice(0, most);
  }

  #append(key: number, count: number): void {
    let place = this.#keys.length;
    this.#put(place, key, count, 0);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (numberAt(this.#counts, parent) <= count) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #sink(from: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#keys.length) return;
      if ((this.#counts[child + 1] ?? Number.POSITIVE_INFINITY) < numberAt(this.#counts, child))
        child++;
      if (numberAt(this.#counts, child) >= numberAt(this.#counts, place)) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #swap(a: number, b: number): void {
    const [key, count, error] = [this.#keys[a], this.#counts[a], this.#errors[a]];
    this.#put(a, numberAt(this.#keys, b), numberAt(this.#counts, b), numberAt(this.#errors, b));
    this.#put(b, key ?? 0, count ?? 0, error ?? 0);
  }

  #put(place: number, key: number, count: number, error: number): void {
    this.#keys[place] = key;
    this.#counts[place] = count;
    this.#errors[place] = error;
    this.#places.set(key, place);
  }
}

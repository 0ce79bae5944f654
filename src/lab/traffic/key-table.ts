/** Keys that are remembered whether they are in the map or not; beyond, those that are not are forgotten. */
export const rememberedKeys: number = 2 ** 22;

const first = 1 << 12;
/** What every operation reads of a key, half a cache line: four words of hash, then these. */
const recordWords = 8;
const number = 4;
const count = 5;
/** The window in which the key was asked for last. */
const window = 6;
/** 0 while the key is not in the map, else the number of its space from 1. */
const live = 7;
/** What stores read beside it. */
const extraWords = 4;
const keySize = 0;
const valueSize = 1;
/** When the key expires, a double; 0 never. */
const expiryDouble = 1;
const extraDoubles = extraWords / 2;
/** A sweep that frees less than this share is not worth it: the table grows instead. */
const leastFreed = 0.25;

/**
 * Every key of a recording, told apart by 128 bits of hash: its number in the order of first appearance,
 * how often it was asked for, and what is known of it while it is in the map. Beyond a bound, keys that
 * are not in the map are forgotten, and get a new number when they come back: memory follows the larger
 * of the bound and the entries of the map.
 */
export class KeyTable {
  readonly #bound: number;
  #capacity = first;
  #index = new Int32Array(2 * first);
  #records = new Int32Array(recordWords * first);
  #extras = new Int32Array(extraWords * first);
  #doubles = new Float64Array(this.#extras.buffer);
  #length = 0;
  #next = 0;
  #isForgetting = false;
  /** Told before keys are forgotten for the first time. */
  onFirstForgetting: () => void = () => undefined;
  /** Told after the slots of keys have moved. */
  onMoved: () => void = () => undefined;

  constructor(bound: number = rememberedKeys) {
    this.#bound = bound;
  }

  /** Keys in the table. */
  get length(): number {
    return this.#length;
  }

  /** Whether every key ever seen is still in the table. */
  get isComplete(): boolean {
    return !this.#isForgetting;
  }

  /** The slot of a key; a new one where it is not known. Slots change when `onMoved` is called. */
  slotOf(hash: Int32Array): number {
    const mask = this.#index.length - 1;
    const h0 = numberAt(hash, 0);
    const h1 = numberAt(hash, 1);
    const h2 = numberAt(hash, 2);
    const h3 = numberAt(hash, 3);
    const records = this.#records;
    const index = this.#index;
    for (let at = h0 & mask; ; at = (at + 1) & mask) {
      const slot = numberAt(index, at) - 1;
      if (slot < 0) return this.#add(hash);
      const word = slot * recordWords;
      if (
        records[word] === h0 &&
        records[word + 1] === h1 &&
        records[word + 2] === h2 &&
        records[word + 3] === h3
      )
        return slot;
    }
  }

  numberOf(slot: number): number {
    return numberAt(this.#records, slot * recordWords + number) >>> 0;
  }

  isLive(slot: number): boolean {
    return this.#records[slot * recordWords + live] !== 0;
  }

  /** The space of a key that is in the map. */
  spaceOf(slot: number): number {
    return numberAt(this.#records, slot * recordWords + live) - 1;
  }

  enter(slot: number, space: number): void {
    this.#records[slot * recordWords + live] = space + 1;
  }

  leave(slot: number): void {
    this.#records[slot * recordWords + live] = 0;
  }

  countOf(slot: number): number {
    return numberAt(this.#records, slot * recordWords + count);
  }

  /** Counts one more operation on a key in a window; whether it is the first one there. */
  touch(slot: number, inWindow: number): boolean {
    const at = slot * recordWords;
    this.#records[at + count] = numberAt(this.#records, at + count) + 1;
    if (this.#records[at + window] === inWindow) return false;
    this.#records[at + window] = inWindow;
    return true;
  }

  expiryOf(slot: number): number {
    return numberAt(this.#doubles, slot * extraDoubles + expiryDouble);
  }

  setExpiry(slot: number, atMs: number): void {
    this.#doubles[slot * extraDoubles + expiryDouble] = atMs;
  }

  payloadOf(slot: number): number {
    const at = slot * extraWords;
    return (
      (numberAt(this.#extras, at + keySize) >>> 0) + (numberAt(this.#extras, at + valueSize) >>> 0)
    );
  }

  /** Sizes of a key and its value; what is below 0 stays as it was. */
  setPayload(slot: number, keyBytes: number, valueBytes: number): void {
    if (keyBytes >= 0) this.#extras[slot * extraWords + keySize] = keyBytes;
    if (valueBytes >= 0) this.#extras[slot * extraWords + valueSize] = valueBytes;
  }

  /** 52 bits of the hash, as a number. */
  shortHash(slot: number): number {
    const at = slot * recordWords;
    return (numberAt(this.#records, at + 1) >>> 12) * 2 ** 32 + (numberAt(this.#records, at) >>> 0);
  }

  #add(hash: Int32Array): number {
    if (this.#length === this.#capacity) this.#makeRoom();
    const slot = this.#length;
    this.#length += 1;
    this.#records.set(hash, slot * recordWords);
    this.#records[slot * recordWords + number] = this.#next;
    this.#next += 1;
    this.#place(slot);
    return slot;
  }

  #place(slot: number): void {
    const mask = this.#index.length - 1;
    let at = numberAt(this.#records, slot * recordWords) & mask;
    while (this.#index[at] !== 0) at = (at + 1) & mask;
    this.#index[at] = slot + 1;
  }

  #makeRoom(): void {
    if (this.#capacity < this.#bound || !this.#forget()) this.#grow();
    this.#index.fill(0);
    for (let slot = 0; slot < this.#length; slot++) this.#place(slot);
  }

  #grow(): void {
    this.#capacity *= 2;
    const capacity = this.#capacity;
    this.#index = new Int32Array(2 * capacity);
    const records = new Int32Array(recordWords * capacity);
    records.set(this.#records);
    this.#records = records;
    const extras = new Int32Array(extraWords * capacity);
    extras.set(this.#extras);
    this.#extras = extras;
    this.#doubles = new Float64Array(extras.buffer);
  }

  /** Forgets the keys that are not in the map; false where that would free too little. */
  #forget(): boolean {
    let dead = 0;
    for (let slot = 0; slot < this.#length; slot++) if (!this.isLive(slot)) dead++;
    if (dead < leastFreed * this.#length) return false;
    if (!this.#isForgetting) this.onFirstForgetting();
    this.#isForgetting = true;
    let kept = 0;
    for (let slot = 0; slot < this.#length; slot++) if (this.isLive(slot)) this.#move(slot, kept++);
    this.#records.fill(0, kept * recordWords);
    this.#extras.fill(0, kept * extraWords);
    this.#length = kept;
    this.onMoved();
    return true;
  }

  #move(from: number, to: number): void {
    this.#records.copyWithin(to * recordWords, from * recordWords, (from + 1) * recordWords);
    this.#extras.copyWithin(to * extraWords, from * extraWords, (from + 1) * extraWords);
  }
}

/** Of an index that lies inside. Of these arrays alone, which is faster than one for all. */
function numberAt(values: Int32Array | Float64Array, index: number): number {
  return values[index] ?? 0;
}

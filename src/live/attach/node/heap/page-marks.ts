import { pageBytes } from '../layout/node-layout.ts';

/** What a mark stands for: whether a word points to these bytes, or to others with the same place. */
const markBytes = 2 ** 12;
/** Places of a page: a power of two. */
export const mostPlaces: number = 2 ** 16;
/** A large heap has fewer places a page, which more addresses share. */
const leastPlaces = 2 ** 12;
/** Of all pages together. */
const mostBytes = 2 ** 25;

const firstRoom = 2 ** 14;

/**
 * Where the words of each page point to. Of a page that points to few others these pointers are kept; of another
 * one a bit for each place: that of an address is the number of its 4 KiB, modulo the number of places. A page that
 * does not point to an object has most likely no mark at its place; one that does always has, unless its word
 * leaves none. What points to objects of its own page is told apart.
 */
export class PageMarks {
  readonly places: number;
  /** Numbers of pages by their bases. */
  readonly #numberOf: ReadonlyMap<number, number>;
  /** Lower halves of the pointers to other pages, and which of them are those of a page. */
  #kept = new Uint32Array(firstRoom);
  #used = 0;
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  /** Marks, and which row is that of a page: memory that no page takes is never touched. */
  readonly #rows: Uint32Array;
  readonly #rowOf = new Map<number, number>();
  /** Pointers to objects to which nothing on their own page points. */
  readonly #alone = new Set<number>();
  /** Lower halves of the words that leave no mark. */
  readonly #unmarked: ReadonlySet<number>;

  constructor(bases: readonly number[], unmarked: readonly number[] = []) {
    let places = mostPlaces;
    while (places > leastPlaces && (places / 8) * bases.length > mostBytes) places /= 2;
    this.places = places;
    this.#numberOf = new Map(bases.map((base, number) => [base, number]));
    this.#from = new Uint32Array(bases.length);
    this.#to = new Uint32Array(bases.length);
    this.#rows = new Uint32Array((places / 32) * bases.length);
    this.#unmarked = new Set(unmarked.map(lowerHalf));
  }

  has(base: number): boolean {
    return this.#numberOf.has(base);
  }

  /** Adds the lower halves of pointers to other pages, all that there are. */
  addPointers(base: number, halves: Uint32Array): void {
    const page = this.#numberOf.get(base) ?? 0;
    const [from, to] = [this.#from[page] ?? 0, this.#to[page] ?? 0];
    this.#makeRoom(to - from + halves.length);
    this.#from[page] = this.#used;
    this.#kept.copyWithin(this.#used, from, to);
    this.#kept.set(halves, this.#used + to - from);
    this.#used += to - from + halves.length;
    this.#to[page] = this.#used;
  }

  /** Adds marks of pointers to other pages, a bit for each place, the lowest bit of a word first. */
  add(base: number, marks: Uint32Array): void {
    const page = this.#numberOf.get(base) ?? 0;
    const isNew = !this.#rowOf.has(page);
    if (isNew) this.#rowOf.set(page, this.#rowOf.size);
    const row = this.#row(page);
    if (isNew) row.set(marks);
    else
      for (let index = 0; index < row.length; index++)
        row[index] = (row[index] ?? 0) | (marks[index] ?? 0);
  }

  /** Whether anything on its own page points to an object: without that, it may. */
  addOwn(pointer: number, isPointedTo: boolean): void {
    if (isPointedTo) this.#alone.delete(pointer);
    else this.#alone.add(pointer);
  }

  /** Bases of the pages that may point to one of the objects. */
  pagesPointingTo(pointers: readonly number[]): readonly number[] {
    const bases = [...this.#numberOf.keys()];
    if (pointers.some((pointer) => this.#unmarked.has(lowerHalf(pointer)))) return bases;
    const halves = new Set(pointers.map(lowerHalf));
    const own = new Set<number>();
    const wanted = new Map<number, number>();
    for (const pointer of pointers) {
      if (!this.#alone.has(pointer)) own.add(pointer - (pointer % pageBytes));
      const place = Math.floor(pointer / markBytes) % this.places;
      wanted.set(place >> 5, (wanted.get(place >> 5) ?? 0) | (1 << (place & 31)));
    }
    const parts = [...wanted];
    return bases.filter((base, page) => {
      if (own.has(base) || this.#keeps(page, halves)) return true;
      if (!this.#rowOf.has(page)) return false;
      const row = this.#row(page);
      return parts.some(([index, bits]) => ((row[index] ?? 0) & bits) !== 0);
    });
  }

  #keeps(page: number, halves: ReadonlySet<number>): boolean {
    const to = this.#to[page] ?? 0;
    for (let at = this.#from[page] ?? 0; at < to; at++)
      if (halves.has(this.#kept[at] ?? 0)) return true;
    return false;
  }

  #makeRoom(words: number): void {
    if (this.#used + words <= this.#kept.length) return;
    const kept = new Uint32Array(2 * (this.#used + words));
    kept.set(this.#kept.subarray(0, this.#used));
    this.#kept = kept;
  }

  #row(page: number): Uint32Array {
    const words = this.places / 32;
    const at = words * (this.#rowOf.get(page) ?? 0);
    return this.#rows.subarray(at, at + words);
  }
}

/** The scanner compares these alone. */
function lowerHalf(word: number): number {
  return word % 2 ** 32;
}

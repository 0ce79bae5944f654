/** What a mark stands for: whether a word points to these bytes, or to others with the same place. */
const markBytes = 2 ** 12;
/** Places of a page: a power of two. */
export const mostPlaces: number = 2 ** 16;
/** A large heap has fewer places a page, which more addresses share. */
const leastPlaces = 2 ** 12;
/** Of all pages together. */
const mostBytes = 2 ** 25;

/**
 * Where the words of each page point to, a bit for each place: that of an address is the number of its
 * 4 KiB, modulo the number of places. A page that does not point to an object has most likely no mark at
 * its place; one that does always has, unless its word leaves none.
 */
export class PageMarks {
  readonly places: number;
  readonly #rows: Uint32Array;
  /** Numbers of rows by the bases of pages. */
  readonly #rowOf: ReadonlyMap<number, number>;
  /** Of pages that have marks. */
  readonly #marked = new Set<number>();
  /** Lower halves of the words that leave no mark. */
  readonly #unmarked: ReadonlySet<number>;

  constructor(bases: readonly number[], unmarked: readonly number[] = []) {
    let places = mostPlaces;
    while (places > leastPlaces && (places / 8) * bases.length > mostBytes) places /= 2;
    this.places = places;
    this.#rowOf = new Map(bases.map((base, row) => [base, row]));
    this.#rows = new Uint32Array((places / 32) * bases.length);
    this.#unmarked = new Set(unmarked.map(lowerHalf));
  }

  has(base: number): boolean {
    return this.#rowOf.has(base);
  }

  /** Adds marks, a bit for each place, the lowest bit of a word first. */
  add(base: number, marks: Uint32Array): void {
    const row = this.#row(base);
    if (this.#marked.has(base)) {
      for (let index = 0; index < row.length; index++)
        row[index] = (row[index] ?? 0) | (marks[index] ?? 0);
      return;
    }
    this.#marked.add(base);
    row.set(marks);
  }

  /** Bases of the pages that may point to one of the objects. */
  pagesPointingTo(pointers: readonly number[]): readonly number[] {
    const bases = [...this.#rowOf.keys()];
    if (pointers.some((pointer) => this.#unmarked.has(lowerHalf(pointer)))) return bases;
    const wanted = new Map<number, number>();
    for (const pointer of pointers) {
      const place = Math.floor(pointer / markBytes) % this.places;
      wanted.set(place >> 5, (wanted.get(place >> 5) ?? 0) | (1 << (place & 31)));
    }
    const parts = [...wanted];
    return bases.filter((base) => {
      const row = this.#row(base);
      return parts.some(([index, bits]) => ((row[index] ?? 0) & bits) !== 0);
    });
  }

  #row(base: number): Uint32Array {
    const words = this.places / 32;
    const at = words * (this.#rowOf.get(base) ?? 0);
    return this.#rows.subarray(at, at + words);
  }
}

/** The scanner compares these alone. */
function lowerHalf(word: number): number {
  return word % 2 ** 32;
}

import { pageBytes } from '../layout/node-layout.ts';
import type { HeapScanner } from './heap-scanner.ts';
import type { HeapView } from './heap-view.ts';

/** Pages that are sampled, where there are many more. */
const sampledPages = 64;
const leastPages = 4 * sampledPages;
const leastSeenOn = sampledPages / 8;
/** Of each, from its start on: what nearly every page holds stands there more than once. */
const sampledBytes = pageBytes / 16;
const mostClasses = 16;
const most = 64;

/** Pointers that stand nearly everywhere: nobody asks where. */
export interface CommonWords {
  /** To classes of which objects lie on many pages. */
  readonly classes: readonly number[];
  /** These, and those to what all isolates share, as to the empty list that most objects have. */
  readonly all: readonly number[];
}

/** Samples a large heap; one that is small has none. */
export function commonWords(view: HeapView, scanner: HeapScanner): CommonWords {
  const pages = view.smallPages;
  if (pages.length < leastPages) return { classes: [], all: [] };
  const words = new PointerCounts();
  for (let sampled = 0; sampled < sampledPages; sampled++) {
    const page = pages[Math.floor((sampled * pages.length) / sampledPages)];
    if (page === undefined) continue;
    const end = Math.min(page.end, page.start + sampledBytes);
    words.addPage(scanner.wordsOf(view.memory, page.start, end));
  }
  const seen = words.seenOn(leastSeenOn);
  const shared = new Set(view.pages.filter(({ heap }) => heap === 0).map(({ base }) => base));
  const isShared = (word: number): boolean => shared.has(word - (word % pageBytes));
  const ofClasses = seen.filter((word) => !isShared(word) && view.classes.at(word) !== null);
  const classes = ofClasses.slice(0, mostClasses);
  return { classes, all: [...classes, ...seen.filter(isShared)].slice(0, most) };
}

const slotBits = 16;
const slots = 2 ** slotBits;
const mostSteps = 8;

/** On how many pages each pointer stands; of very many, those that came first. */
class PointerCounts {
  readonly #pointers = new Float64Array(slots);
  readonly #counts = new Uint8Array(slots);
  readonly #lastPage = new Uint8Array(slots);
  #page = 0;

  /** @param halves each word as its lower and its upper half; no more than 255 pages */
  addPage(halves: Uint32Array): void {
    this.#page += 1;
    for (let at = 0; at + 1 < halves.length; at += 2) {
      const [low, high] = [halves[at] ?? 0, halves[at + 1] ?? 0];
      if ((low & 3) === 1 && high < 2 ** 15) this.#add(low, high);
    }
  }

  /** Pointers that stand on so many pages, the commonest first. */
  seenOn(pages: number): readonly number[] {
    const found: { readonly pointer: number; readonly count: number }[] = [];
    for (let slot = 0; slot < slots; slot++) {
      const count = this.#counts[slot] ?? 0;
      if (count >= pages) found.push({ pointer: this.#pointers[slot] ?? 0, count });
    }
    return found.toSorted((one, other) => other.count - one.count).map(({ pointer }) => pointer);
  }

  #add(low: number, high: number): void {
    const pointer = high * 2 ** 32 + low;
    let slot = Math.imul(low >>> 3, 0x9e37_79b1) >>> (32 - slotBits);
    for (let step = 0; step < mostSteps; step++, slot = (slot + 1) % slots) {
      const other = this.#pointers[slot];
      if (other !== 0 && other !== pointer) continue;
      if (this.#lastPage[slot] === this.#page) return;
      this.#pointers[slot] = pointer;
      this.#lastPage[slot] = this.#page;
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
      return;
    }
  }
}

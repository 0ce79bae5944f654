import { readWord } from '../../proc/process-memory.ts';
import type { HeapPage } from './heap-page.ts';
import type { ScanHit } from './heap-scanner.ts';
import type { HiddenClass, HiddenClasses } from './hidden-classes.ts';
import type { V8Constants } from '../layout/v8-constants.ts';

/** An object that points to another. Pointers are one more than addresses. */
export interface Referrer {
  readonly pointer: number;
  readonly hiddenClass: HiddenClass;
  /** Bytes from its start to the word that points. */
  readonly offset: number;
}

/** Objects that are not of a page of their own are smaller. */
const largestObjectBytes = 2 ** 17;

/** Finds the objects in which words stand, on one page after the other. */
export class ReferrerFinder {
  readonly #classes: HiddenClasses;
  readonly #propertyArray: number;
  /** The object found last, which the next word may lie in, too. */
  #last: {
    readonly start: number;
    readonly end: number;
    readonly hiddenClass: HiddenClass;
  } | null = null;

  constructor(classes: HiddenClasses, { types }: V8Constants) {
    this.#classes = classes;
    this.#propertyArray = types.propertyArray;
  }

  /** The object that holds a word, or `null` where none is recognised. */
  holding({ address, bytes, offset }: ScanHit, page: HeapPage): Referrer | null {
    if (page.isLarge) return this.#inLarge(address, page);
    const last = this.#last;
    if (last === null || address < last.start || address >= last.end) {
      this.#last = this.#search(address, bytes, offset, page);
    }
    const found = this.#last;
    if (found === null) return null;
    return {
      pointer: found.start + 1,
      hiddenClass: found.hiddenClass,
      offset: address - found.start,
    };
  }

  /** A page may be another one by the next scan. */
  forget(): void {
    this.#last = null;
  }

  #inLarge(address: number, page: HeapPage): Referrer | null {
    const hiddenClass = this.#classes.of(page.start + 1);
    if (hiddenClass === null) return null;
    return { pointer: page.start + 1, hiddenClass, offset: address - page.start };
  }

  /** Walks back to the first word that is a class and begins an object that reaches far enough. */
  #search(
    address: number,
    bytes: Buffer,
    offset: number,
    page: HeapPage,
  ): { readonly start: number; readonly end: number; readonly hiddenClass: HiddenClass } | null {
    const least = Math.max(0, offset - largestObjectBytes, offset - (address - page.start));
    for (let at = offset - 8; at >= least; at -= 8) {
      const hiddenClass = this.#classes.at(readWord(bytes, at));
      if (hiddenClass === null) continue;
      const length = objectBytes(hiddenClass, bytes, at, this.#propertyArray);
      if (length <= offset - at) continue;
      const start = address - (offset - at);
      return { start, end: start + length, hiddenClass };
    }
    return null;
  }
}

/** Of an object to which very many point, the first ones do. */
const mostReferrers = 12;

/** The objects that point to others, by these. */
export class ReferrersByTarget {
  readonly found: ReadonlyMap<number, readonly Referrer[]>;
  readonly #found = new Map<number, Referrer[]>();
  readonly #finder: ReferrerFinder;
  #page: HeapPage | null = null;

  constructor(classes: HiddenClasses, constants: V8Constants) {
    this.found = this.#found;
    this.#finder = new ReferrerFinder(classes, constants);
  }

  /** The pages that follow may have changed since they were scanned last. */
  forgetPage(): void {
    this.#page = null;
  }

  add(target: number, hit: ScanHit, page: HeapPage): void {
    const referrers = this.#found.get(target) ?? [];
    if (referrers.length >= mostReferrers) return;
    if (page !== this.#page) this.#finder.forget();
    this.#page = page;
    const referrer = this.#finder.holding(hit, page);
    if (referrer === null) return;
    referrers.push(referrer);
    this.#found.set(target, referrers);
  }
}

/** An array of properties keeps a hash above its length. */
const propertyLengthMask = 2 ** 10 - 1;

function objectBytes(
  { instanceBytes, instanceType }: HiddenClass,
  bytes: Buffer,
  at: number,
  propertyArray: number,
): number {
  if (instanceBytes > 0) return instanceBytes;
  if (bytes.readInt32LE(at + 8) !== 0) return 0;
  const length = bytes.readInt32LE(at + 12);
  return 16 + 8 * (instanceType === propertyArray ? length & propertyLengthMask : length);
}

/** Pages made anew within one window, after which those who ask get the last one. */
const mostPerWindow = 10;
const windowMs = 100;

interface MadePage<T> {
  readonly page: Promise<T>;
  readonly madeAt: number;
}

/**
 * Pages for whoever asks at a sensible rate are made when they are asked for. For those who ask more
 * often, the last one is kept for a moment: it is at most a tenth of a second old.
 */
export class PageCache<T> {
  readonly #pages = new Map<string, MadePage<T>>();
  readonly #clock: () => number;
  #windowFrom = Number.NEGATIVE_INFINITY;
  #made = 0;

  /** @param clock milliseconds of a steady clock */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** The page of that name, made now unless too many were. */
  async get(name: string, make: () => Promise<T> | T): Promise<T> {
    const now = this.#clock();
    if (now - this.#windowFrom >= windowMs) {
      this.#windowFrom = now;
      this.#made = 0;
      for (const [old, { madeAt }] of this.#pages)
        if (now - madeAt >= windowMs) this.#pages.delete(old);
    }
    const known = this.#pages.get(name);
    if (known !== undefined && this.#made >= mostPerWindow && now - known.madeAt < windowMs)
      return await known.page;
    // Called before anything is waited for: the page is of this moment.
    const page = (async () => await make())();
    this.#made++;
    this.#pages.set(name, { page, madeAt: now });
    return await page;
  }
}

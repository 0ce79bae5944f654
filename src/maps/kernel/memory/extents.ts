/** A run of free pages. */
@unmanaged
class Extent {
  page: u32;
  pages: u32;
}

/** Take from the low or from the high end of a region. */
export enum End {
  Low = 0,
  High = 1,
}

/**
 * Free pages of a region: an array of extents in address order, never adjacent. Kept outside the
 * pages themselves, so that a free page that was never touched stays untouched.
 */
@unmanaged
export class Extents {
  firstPage: u32;
  count: u32;
  capacity: u32;
  items: usize;
  /** Pages below the first and from the second on have been handed out before. */
  touchedBelow: u32;
  touchedFrom: u32;

  init(items: usize, capacity: u32, page: u32, pages: u32): void {
    this.items = items;
    this.capacity = capacity;
    this.count = 1;
    this.firstPage = page;
    this.touchedBelow = page;
    this.touchedFrom = page + pages;
    const all = this.at(0);
    all.page = page;
    all.pages = pages;
  }

  private at(index: u32): Extent {
    return changetype<Extent>(this.items + <usize>index * offsetof<Extent>());
  }

  /**
   * Takes `pages` pages from the extent nearest to an end that has them; 0 if none has. Arrays of
   * successive generations come from opposite ends: generation k+2 then lands on the pages that
   * generation k left, and what is touched stays near what is live.
   */
  take(pages: u32, end: End): u32 {
    if (end == End.Low) {
      for (let i: u32 = 0; i < this.count; i++)
        if (this.at(i).pages >= pages) return this.cut(i, pages, end);
    } else {
      for (let i = this.count; i > 0; i--)
        if (this.at(i - 1).pages >= pages) return this.cut(i - 1, pages, end);
    }
    return 0;
  }

  private cut(index: u32, pages: u32, end: End): u32 {
    const extent = this.at(index);
    const page = end == End.Low ? extent.page : extent.page + extent.pages - pages;
    if (end == End.Low) extent.page += pages;
    extent.pages -= pages;
    if (extent.pages == 0) this.remove(index);
    return page;
  }

  private remove(index: u32): void {
    const at = changetype<usize>(this.at(index));
    const size = offsetof<Extent>();
    memory.copy(at, at + size, <usize>(this.count - index - 1) * size);
    this.count--;
  }

  /** Pages of a run that were handed out before, from its start and from its end. */
  dirtyPrefix(page: u32, pages: u32): u32 {
    if (this.touchedBelow <= page) return page >= this.touchedFrom ? pages : 0;
    return min(pages, this.touchedBelow - page);
  }

  dirtySuffix(page: u32, pages: u32): u32 {
    const stop = page + pages;
    return stop <= this.touchedFrom ? 0 : min(pages, stop - max(page, this.touchedFrom));
  }

  /** Remembers that a run was handed out. */
  touch(page: u32, pages: u32, end: End): void {
    const stop = page + pages;
    if (end == End.Low && page < this.touchedFrom) this.touchedBelow = max(this.touchedBelow, stop);
    else if (stop > this.touchedBelow) this.touchedFrom = min(this.touchedFrom, page);
  }

  /** The largest free run: how many pages it has. */
  largest(): u32 {
    let pages: u32 = 0;
    for (let i: u32 = 0; i < this.count; i++) pages = max(pages, this.at(i).pages);
    return pages;
  }

  /** Gives a run back and joins it with its neighbours. */
  give(page: u32, pages: u32): void {
    let low: u32 = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle).page < page) low = middle + 1;
      else high = middle;
    }
    if (!ASC_NO_ASSERT) {
      const before: u32 = low == 0 ? 0 : this.at(low - 1).page + this.at(low - 1).pages;
      assert(before <= page, 'pages given back twice');
      assert(low == this.count || page + pages <= this.at(low).page, 'pages given back twice');
    }
    const joinsBefore = low > 0 && this.at(low - 1).page + this.at(low - 1).pages == page;
    const joinsAfter = low < this.count && page + pages == this.at(low).page;
    if (joinsBefore) {
      this.at(low - 1).pages += pages;
      if (!joinsAfter) return;
      this.at(low - 1).pages += this.at(low).pages;
      this.remove(low);
    } else if (joinsAfter) {
      this.at(low).page = page;
      this.at(low).pages += pages;
    } else this.insert(low, page, pages);
  }

  /** A full array of extents loses the run: memory that is not reused, never memory used twice. */
  private insert(index: u32, page: u32, pages: u32): void {
    if (this.count == this.capacity) return;
    const at = changetype<usize>(this.at(index));
    const size = offsetof<Extent>();
    memory.copy(at + size, at, <usize>(this.count - index) * size);
    this.count++;
    const extent = this.at(index);
    extent.page = page;
    extent.pages = pages;
  }
}

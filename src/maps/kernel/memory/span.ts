import { End, Extents } from './extents';
import { Control, PAGE_BYTES, PAGE_SHIFT } from './memory-layout';
import { classSize } from './size-class';

const OBJECTS_PER_SPAN: u32 = 8;
/** Set in a returned address when the object may hold old bytes. Objects are 8-byte aligned. */
export const DIRTY: usize = 1;

/** A run of pages cut into objects of one size class. */
@unmanaged
export class Span {
  /** First object on the free list (its first word links to the next); 0 = none. */
  free: usize;
  /** Objects cut so far, in use, and at most. */
  cut: u32;
  used: u32;
  capacity: u32;
  pages: u32;
  classIndex: u32;
  /** 1 when the pages were handed out before. */
  dirty: u32;
  /** Neighbours among the spans of the class that have room, by first page; 0 = none. */
  next: u32;
  previous: u32;
}

function spanAt(state: Control, page: u32): Span {
  return changetype<Span>(state.spans + <usize>page * offsetof<Span>());
}

function link(state: Control, page: u32, span: Span): void {
  const head = state.partialSpans + ((<usize>span.classIndex) << 2);
  const first = load<u32>(head);
  span.previous = 0;
  span.next = first;
  if (first != 0) spanAt(state, first).previous = page;
  store<u32>(head, page);
}

function unlink(state: Control, span: Span): void {
  if (span.next != 0) spanAt(state, span.next).previous = span.previous;
  if (span.previous != 0) spanAt(state, span.previous).next = span.next;
  else store<u32>(state.partialSpans + ((<usize>span.classIndex) << 2), span.next);
}

function newSpan(state: Control, index: u32): u32 {
  const size = classSize(index);
  const pages = max<u32>(1, (size * OBJECTS_PER_SPAN + <u32>PAGE_BYTES - 1) >> PAGE_SHIFT);
  let region = changetype<Extents>(state.smallExtents);
  let page = region.take(pages, End.Low);
  if (page == 0) {
    region = changetype<Extents>(state.largeExtents);
    page = region.take(pages, End.Low);
    if (page == 0) return 0;
  }
  const span = spanAt(state, page);
  span.free = 0;
  span.cut = 0;
  span.used = 0;
  span.capacity = <u32>((<usize>pages) << PAGE_SHIFT) / size;
  span.pages = pages;
  span.classIndex = index;
  span.dirty = region.dirtyPrefix(page, pages) + region.dirtySuffix(page, pages) > 0 ? 1 : 0;
  region.touch(page, pages, End.Low);
  for (let i: u32 = 0; i < pages; i++)
    store<u32>(state.pageOwner + ((<usize>(page + i)) << 2), page);
  link(state, page, span);
  return page;
}

/** One object of a class, or 0 when no page is left; the low bit says that it must be zeroed. */
export function takeObject(state: Control, index: u32): usize {
  let page = load<u32>(state.partialSpans + ((<usize>index) << 2));
  if (page == 0) page = newSpan(state, index);
  if (page == 0) return 0;
  const span = spanAt(state, page);
  span.used++;
  let object = span.free;
  if (object != 0) {
    span.free = load<usize>(object);
    object |= DIRTY;
  } else {
    object = ((<usize>page) << PAGE_SHIFT) + <usize>span.cut * classSize(index);
    if (span.dirty) object |= DIRTY;
    span.cut++;
  }
  if (span.free == 0 && span.cut == span.capacity) unlink(state, span);
  return object;
}

/** Asserts that an object of a class is in use: not given back before, nor with another size. */
export function checkObject(state: Control, object: usize, index: u32): void {
  const page = load<u32>(state.pageOwner + ((object >> PAGE_SHIFT) << 2));
  const span = spanAt(state, page);
  assert(page != 0 && span.classIndex == index, 'object given back with another size');
  const offset = object - ((<usize>page) << PAGE_SHIFT);
  assert(offset % classSize(index) == 0, 'object given back by another address');
  assert(span.used > 0, 'object given back to an empty span');
  for (let free = span.free; free != 0; free = load<usize>(free))
    assert(free != object, 'object given back twice');
}

/** Gives an object back. A span that falls empty returns its pages unless it is the class's last. */
export function giveObject(state: Control, object: usize): void {
  const page = load<u32>(state.pageOwner + ((object >> PAGE_SHIFT) << 2));
  const span = spanAt(state, page);
  const wasFull = span.free == 0 && span.cut == span.capacity;
  store<usize>(object, span.free);
  span.free = object;
  span.used--;
  if (wasFull) link(state, page, span);
  else if (span.used == 0 && (span.next != 0 || span.previous != 0)) {
    unlink(state, span);
    const large = changetype<Extents>(state.largeExtents);
    const region = page < large.firstPage ? changetype<Extents>(state.smallExtents) : large;
    region.give(page, span.pages);
  }
}

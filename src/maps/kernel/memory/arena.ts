import { lockAcquire, lockRelease } from '../locks/futex-lock';
import { bump } from './arena-hold';
import { ArenaRecord } from './arena-record';
import { End, Extents } from './extents';
import { CONTROL, Control, control, PAGE_BYTES, PAGE_SHIFT } from './memory-layout';
import { Purpose } from './purpose';
import {
  chargedBytes,
  CLASS_COUNT,
  classIndex,
  fillClassTables,
  LARGEST_CLASS,
} from './size-class';
import { checkObject, DIRTY, giveObject, Span, takeObject } from './span';

const EXTENTS_CAPACITY: u32 = 16384;
const EXTENTS_BYTES: usize = 16384 * 8;

function roundUp(value: usize, step: usize): usize {
  return (value + step - 1) & ~(step - 1);
}

/** Cuts the next table from the memory behind the control block. */
function carve(state: Control, bytes: usize): usize {
  const start = roundUp(state.end, 16);
  state.end = start + bytes;
  return start;
}

/**
 * Lays out the arena once per memory, before any other thread starts; later calls do nothing.
 * `end` is the size of the memory in bytes, `smallShare` of what is left after the tables goes to
 * objects up to 32 KiB, the rest to arrays. Untouched pages cost no resident memory, so both
 * regions are generous. The limits count bytes charged, and bytes charged plus uncharged.
 */
export function arenaInit(end: usize, smallShare: f64, chargedLimit: u64, totalLimit: u64): void {
  const state = control();
  if (state.ready) return;
  const pages = end >> PAGE_SHIFT;
  state.end = CONTROL + offsetof<Control>();
  state.classBySmallSize = carve(state, 256);
  state.classByMediumSize = carve(state, 256);
  fillClassTables(state.classBySmallSize, state.classByMediumSize);
  state.partialSpans = carve(state, (<usize>CLASS_COUNT) << 2);
  state.smallExtents = carve(state, offsetof<Extents>());
  state.largeExtents = carve(state, offsetof<Extents>());
  const smallItems = carve(state, EXTENTS_BYTES);
  const largeItems = carve(state, EXTENTS_BYTES);
  state.pageOwner = carve(state, pages << 2);
  state.spans = carve(state, pages * offsetof<Span>());
  const first = <u32>(roundUp(state.end, PAGE_BYTES) >> PAGE_SHIFT);
  const free = <u32>pages - first;
  const small = <u32>(<f64>free * smallShare);
  changetype<Extents>(state.smallExtents).init(smallItems, EXTENTS_CAPACITY, first, small);
  changetype<Extents>(state.largeExtents).init(
    largeItems,
    EXTENTS_CAPACITY,
    first + small,
    free - small,
  );
  state.end = end;
  state.ready = 1;
  arenaSetLimits(chargedLimit, totalLimit);
}

/** Limits from now on; 0 = none. What is already held stays. */
export function arenaSetLimits(chargedLimit: u64, totalLimit: u64): void {
  const state = control();
  state.chargedLimit = chargedLimit == 0 ? u64.MAX_VALUE : chargedLimit;
  state.totalLimit = totalLimit == 0 ? u64.MAX_VALUE : totalLimit;
}

/** So many bytes of the sandbox's own books count against no limit; none do where nobody says so. */
export function arenaLetBooksTake(bytes: u64): void {
  control().freeBookBytes = bytes;
}

function refuse(state: Control, bytes: u64, purpose: Purpose): void {
  state.refusedBytes = bytes;
  state.refusedPurpose = purpose;
  state.refusals++;
}

function exceeds(state: Control, charged: u64, uncharged: u64): bool {
  const live = state.liveBytes + charged;
  if (charged > 0 && live > state.chargedLimit) return true;
  const books = state.bookBytes > state.freeBookBytes ? state.bookBytes - state.freeBookBytes : 0;
  return live + state.unchargedBytes + books + uncharged > state.totalLimit;
}

/** Room for `bytes` of one block; 0 when there is none. The low bit says that it must be zeroed. */
function place(state: Control, bytes: usize, end: End): usize {
  if (bytes <= LARGEST_CLASS) return takeObject(state, classIndex(bytes));
  const pages = <u32>((bytes + PAGE_BYTES - 1) >> PAGE_SHIFT);
  const page = changetype<Extents>(state.largeExtents).take(pages, end);
  return (<usize>page) << PAGE_SHIFT;
}

function unplace(state: Control, address: usize, bytes: usize): void {
  if (!ASC_NO_ASSERT && bytes <= LARGEST_CLASS) checkObject(state, address, classIndex(bytes));
  if (bytes <= LARGEST_CLASS) return giveObject(state, address);
  const pages = <u32>((bytes + PAGE_BYTES - 1) >> PAGE_SHIFT);
  changetype<Extents>(state.largeExtents).give(<u32>(address >> PAGE_SHIFT), pages);
}

/**
 * Zeroes a block, outside the lock because it may be large. Pages never handed out are zero
 * already and must not be touched: that would make them resident.
 */
function cleared(address: usize, bytes: usize, prefix: usize, suffix: usize): usize {
  if (bytes <= LARGEST_CLASS) {
    if ((address & DIRTY) == 0) return address;
    memory.fill(address - DIRTY, 0, bytes);
    return address - DIRTY;
  }
  if (prefix > 0) memory.fill(address, 0, prefix);
  if (suffix > 0 && prefix < bytes) memory.fill(address + bytes - suffix, 0, suffix);
  return address;
}

/** Which account a block is in. */
enum Account {
  /** A map's own: Go would allocate it. */
  Charged = 0,
  /** Beside the maps, and against the limit of both together. */
  Beside = 1,
  /** Of the sandbox alone, which a real program does not have. */
  Books = 2,
}

function take(bytes: usize, account: Account, force: bool, purpose: Purpose, end: End): usize {
  const state = control();
  const charge = account == Account.Charged;
  lockAcquire(CONTROL);
  const over = exceeds(state, charge ? bytes : 0, charge ? 0 : bytes);
  const isHolding = state.holdEnd != 0;
  let address: usize = 0;
  if (!over || force) {
    const isHeld = account != Account.Books;
    address = isHolding ? bump(state, bytes, charge, isHeld) : place(state, bytes, end);
  }
  if (address == 0) {
    refuse(state, bytes, purpose);
    lockRelease(CONTROL);
    return 0;
  }
  let prefix: usize = 0;
  let suffix: usize = 0;
  if (bytes > LARGEST_CLASS && !isHolding) {
    const region = changetype<Extents>(state.largeExtents);
    const page = <u32>(address >> PAGE_SHIFT);
    const pages = <u32>((bytes + PAGE_BYTES - 1) >> PAGE_SHIFT);
    prefix = (<usize>region.dirtyPrefix(page, pages)) << PAGE_SHIFT;
    suffix = (<usize>region.dirtySuffix(page, pages)) << PAGE_SHIFT;
    region.touch(page, pages, end);
  }
  if (charge) {
    state.liveBytes += bytes;
    state.totalBytes += bytes;
    state.totalAllocations++;
    state.liveAllocations++;
    if (state.liveBytes > state.peakBytes) state.peakBytes = state.liveBytes;
  } else if (account == Account.Beside) state.unchargedBytes += bytes;
  else state.bookBytes += bytes;
  lockRelease(CONTROL);
  return isHolding ? address : cleared(address, bytes, prefix, suffix);
}

/**
 * Allocates a zeroed object as Go would and charges it: by its size class, or whole pages above
 * 32,760 bytes. Returns 0 and records a refusal when a limit or the space does not allow it.
 * `force` passes the limits (never the space): for the small allocations in the middle of a step
 * that must not stop half-way.
 */
export function arenaAllocate(
  size: usize,
  scan: bool,
  purpose: Purpose,
  end: End,
  force: bool,
): usize {
  return take(chargedBytes(size, scan), Account.Charged, force, purpose, end);
}

/** Gives back what `arenaAllocate` returned for the same size and scan. */
export function arenaRelease(address: usize, size: usize, scan: bool): void {
  const state = control();
  // A race may release anything, nil included.
  if (state.holdEnd != 0) return;
  const bytes = chargedBytes(size, scan);
  lockAcquire(CONTROL);
  if (!ASC_NO_ASSERT)
    assert(state.liveBytes >= bytes && state.liveAllocations > 0, 'more given back than held');
  unplace(state, address, bytes);
  state.liveBytes -= bytes;
  state.releasedBytes += bytes;
  state.liveAllocations--;
  lockRelease(CONTROL);
}

/** Whether `bytes` more could be charged now; records a refusal if not. */
export function arenaCanCharge(bytes: u64, purpose: Purpose): bool {
  const state = control();
  lockAcquire(CONTROL);
  const over = exceeds(state, bytes, 0);
  if (over) refuse(state, bytes, purpose);
  lockRelease(CONTROL);
  return !over;
}

/** Physical bytes of an uncharged block: blocks up to 32 KiB come from size classes too. */
function reservedBytes(bytes: usize): usize {
  return chargedBytes(max<usize>(bytes, 1), false);
}

/** Zeroed memory outside every account (string data, the harness's buffers); 0 when refused. */
export function arenaReserve(bytes: usize): usize {
  return take(reservedBytes(bytes), Account.Beside, false, Purpose.String, End.Low);
}

/**
 * The same past the limits, for what the sandbox writes down about objects in the middle of a step; stops
 * the program when the space is used up.
 */
export function arenaReserveBooks(bytes: usize): usize {
  const address = take(reservedBytes(bytes), Account.Books, true, Purpose.Other, End.Low);
  if (address == 0) unreachable();
  return address;
}

/** Gives back what `arenaReserve` returned for the same number of bytes. */
export function arenaUnreserve(address: usize, bytes: usize): void {
  giveBack(address, reservedBytes(bytes), Account.Beside);
}

/** Gives back what `arenaReserveBooks` returned for the same number of bytes. */
export function arenaUnreserveBooks(address: usize, bytes: usize): void {
  giveBack(address, reservedBytes(bytes), Account.Books);
}

function giveBack(address: usize, physical: usize, account: Account): void {
  const state = control();
  // A race may release anything, nil included.
  if (state.holdEnd != 0) return;
  lockAcquire(CONTROL);
  unplace(state, address, physical);
  if (account == Account.Beside) state.unchargedBytes -= physical;
  else state.bookBytes -= physical;
  lockRelease(CONTROL);
}

/** Writes the arena's counters. */
export function arenaCounters(out: ArenaRecord): void {
  const state = control();
  lockAcquire(CONTROL);
  out.liveBytes = <f64>state.liveBytes;
  out.peakBytes = <f64>state.peakBytes;
  out.totalBytes = <f64>state.totalBytes;
  out.releasedBytes = <f64>state.releasedBytes;
  out.totalAllocations = <f64>state.totalAllocations;
  out.liveAllocations = <f64>state.liveAllocations;
  out.unchargedBytes = <f64>(state.unchargedBytes + state.bookBytes);
  out.refusedBytes = <f64>state.refusedBytes;
  out.refusedPurpose = state.refusedPurpose;
  out.refusals = state.refusals;
  lockRelease(CONTROL);
}

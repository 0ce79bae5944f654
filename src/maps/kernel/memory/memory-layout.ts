// Where things stand in the shared memory. Every instance of the module finds all state by these
// addresses; module globals are per instance and therefore hold constants only.
import { Purpose } from './purpose';

/** First byte of the control block. Below it: the nil page and the module's static tables. */
export const CONTROL: usize = 0x10000;
/** Page of the arena, as in Go's runtime. */
export const PAGE_SHIFT: u32 = 13;
export const PAGE_BYTES: usize = 1 << PAGE_SHIFT;

/** Control block: one per memory, at `CONTROL`. */
@unmanaged
export class Control {
  /** Futex lock over everything in the arena: 0 free, 1 held, 2 held with sleepers. */
  lock: i32;
  /** 1 once `arenaInit` ran. */
  ready: i32;
  /** Charged bytes: now, highest, ever, and released again; allocations ever and now. */
  liveBytes: u64;
  peakBytes: u64;
  totalBytes: u64;
  releasedBytes: u64;
  totalAllocations: u64;
  liveAllocations: u64;
  /** Bytes outside every map's account: string data and the harness's own buffers. */
  unchargedBytes: u64;
  /** Of what the sandbox writes down about objects, and how much of it counts against no limit. */
  bookBytes: u64;
  freeBookBytes: u64;
  /** Limit on `liveBytes`, and on that with `unchargedBytes` and the books that are not free. */
  chargedLimit: u64;
  totalLimit: u64;
  /** The last refusal: bytes asked, why they were asked, and how many refusals there were. */
  refusedBytes: u64;
  refusedPurpose: Purpose;
  refusals: u32;
  /** Addresses of the tables below. */
  smallExtents: usize;
  largeExtents: usize;
  /** First page of the span that a page belongs to, u32 per page. */
  pageOwner: usize;
  /** `Span` per page; only those at a first page are used. */
  spans: usize;
  /** Head of the list of spans with room, u32 page number per size class (0 = none). */
  partialSpans: usize;
  /** Class index by size: u8 per 8 bytes up to 1024, then u8 per 128 bytes up to 32768. */
  classBySmallSize: usize;
  classByMediumSize: usize;
  /** First byte that no region may use. */
  end: usize;
  /** While memory is held (arena-hold.ts): its first byte, the next one to hand out, its end. */
  holdStart: usize;
  holdNext: usize;
  holdEnd: usize;
  holdPages: u32;
  /** What is held: bytes charged and not, and allocations charged. */
  heldBytes: u64;
  heldUnchargedBytes: u64;
  heldAllocations: u64;
}

/** The control block of this memory. */
export function control(): Control {
  return changetype<Control>(CONTROL);
}

// The linear memory: fixed rooms first, then arrays in a row, of which one that grows moves those
// behind it up. Nothing is ever left behind, and nothing is twice there.
import { refuse } from './env';

/** Bytes of a recording that are read at a time. */
export const INPUT_BYTES: u32 = 1 << 16;
/** What stands in front of and behind the bytes of the recording: words are read over their ends. */
const SLACK_BYTES: usize = 64;
/** Bytes of a recording in which line ends and commas are looked for at a time. */
export const SPAN_BYTES: u32 = 1 << 13;
/** Lines that are read before the first of them is performed. */
export const GROUP: u32 = 32;
/** Bytes of such a line. */
export const STAGED_BYTES: u32 = 80;
/** Names of keys that are kept until TypeScript fetches them. */
export const MOST_NAMES: u32 = 1 << 10;
export const NAME_BYTES: u32 = 16;
/** Columns of a file with names. */
export const MOST_COLUMNS: u32 = 256;
/** Words of operations: places of an open table, twice as many as there may be words. */
export const WORD_PLACES: u32 = 128;
export const WORD_BYTES: u32 = 32;

const MOST_SHARDS: usize = 1024;

/** Behind what the compiler lays down, which is next to nothing; a constant costs no load. */
const FIXED_AT: usize = 1 << 12;

export const inputAt: usize = FIXED_AT + SLACK_BYTES;
export const marksAt: usize = inputAt + INPUT_BYTES + SLACK_BYTES;
export const stagedAt: usize = marksAt + 4 * SPAN_BYTES;
export const namesAt: usize = stagedAt + GROUP * STAGED_BYTES;
export const fieldsAt: usize = namesAt + MOST_NAMES * NAME_BYTES;
export const wordsAt: usize = fieldsAt + 8 * MOST_COLUMNS;
/** Where a hash stands while its key is looked for. */
export const hashAt: usize = wordsAt + WORD_PLACES * WORD_BYTES;
export const histogramAt: usize = hashAt + 16;
/** Operations on each shard. */
export const shardsAt: usize = (histogramAt + 34 * 4 + 63) & ~63;
const basesAt: usize = shardsAt + 8 * MOST_SHARDS;

/** The arrays, in their order in memory. */
export enum Area {
  /** Of the block: packed operations, their times, their numbers in the recording; where the map is empty. */
  Operations,
  Times,
  Recorded,
  Emptied,
  /** Of the table of keys. */
  Index,
  Extras,
  Records,
  /** Of the queue of moments at which keys expire. */
  Queue,
}

const AREAS: u32 = 8;
const AREAS_AT: usize = (basesAt + (AREAS + 1) * 4 + 63) & ~63;
const PAGE_BITS: u32 = 16;

/** Where the arrays begin now. */
export let operationsAt: usize = 0;
export let timesAt: usize = 0;
export let recordedAt: usize = 0;
export let emptiedAt: usize = 0;
export let indexAt: usize = 0;
export let extrasAt: usize = 0;
export let recordsAt: usize = 0;
export let queueAt: usize = 0;

/** Where an array begins; that of `AREAS` is the end of all. */
function baseOf(area: u32): usize {
  return <usize>load<u32>(basesAt + (area << 2));
}

function settle(): void {
  operationsAt = baseOf(Area.Operations);
  timesAt = baseOf(Area.Times);
  recordedAt = baseOf(Area.Recorded);
  emptiedAt = baseOf(Area.Emptied);
  indexAt = baseOf(Area.Index);
  extrasAt = baseOf(Area.Extras);
  recordsAt = baseOf(Area.Records);
  queueAt = baseOf(Area.Queue);
}

/** Before the first array is made. */
export function layOut(): void {
  if (__heap_base > FIXED_AT) unreachable();
  ensure(<u64>AREAS_AT);
  for (let area: u32 = 0; area <= AREAS; area++) store<u32>(basesAt + (area << 2), <u32>AREAS_AT);
}

function ensure(bytes: u64): void {
  const pages = <i32>((bytes + 0xffff) >> PAGE_BITS);
  const missing = pages - memory.size();
  if (missing > 0 && (pages > 0xffff || memory.grow(missing) < 0)) refuse(missing);
}

/** Makes an array larger; what is new in it is 0. */
export function enlarge(area: u32, bytes: u64): void {
  const from = baseOf(area + 1);
  const end = baseOf(AREAS);
  const more = (bytes - <u64>(from - baseOf(area)) + 63) & ~63;
  ensure(<u64>end + more);
  const delta = <usize>more;
  memory.copy(from + delta, from, end - from);
  memory.fill(from, 0, delta);
  for (let later = area + 1; later <= AREAS; later++)
    store<u32>(basesAt + (later << 2), <u32>(baseOf(later) + delta));
  settle();
}

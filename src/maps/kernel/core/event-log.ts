import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { GROWTH_KINDS, GrowthKind } from './growth-kind';

/** Written where a figure is not known: no clock, or the growth is unfinished. */
export const UNKNOWN: f64 = -1;

/** One growth, every field an f64. */
@unmanaged
export class GrowthRecord {
  kind: f64;
  shard: f64;
  operation: f64;
  entries: f64;
  fromBuckets: f64;
  toBuckets: f64;
  bytesBefore: f64;
  bytesDuring: f64;
  bytesAfter: f64;
  writesToFinish: f64;
  startNs: f64;
  durationNs: f64;
}

const RECORD_BYTES: usize = offsetof<GrowthRecord>();

/** The growths of one map: counts by kind, and a record of each while there is room. */
@unmanaged
export class EventLog {
  /** First record; 0 = none are kept. */
  records: usize;
  capacity: u32;
  count: u32;
  /** Growths that found the log full. */
  dropped: u32;
  /** The record of the growth still unfinished, or 0. */
  open: usize;
  /** Whether growths read the clock. */
  clockOn: u32;
  /** Clock at the start of the last growth. */
  clock: f64;
  /** Highest bytes held since the last growth started, and writes that moved buckets. */
  peak: u64;
  writes: u64;

  /** Makes room for `capacity` records; without memory for them none are kept. */
  openFor(capacity: u32): void {
    if (capacity > 0) this.records = arenaReserve(<usize>capacity * RECORD_BYTES);
    this.capacity = this.records == 0 ? 0 : capacity;
  }

  close(): void {
    if (this.records != 0) arenaUnreserve(this.records, <usize>this.capacity * RECORD_BYTES);
  }

  record(index: u32): GrowthRecord {
    return changetype<GrowthRecord>(this.records + <usize>index * RECORD_BYTES);
  }

  /** The next free record; 0 and counted as dropped when the log is full. */
  next(): usize {
    if (this.count < this.capacity) return changetype<usize>(this.record(this.count++));
    if (this.records != 0) this.dropped++;
    return 0;
  }

  countKind(kind: GrowthKind): void {
    const at = this.countAt(kind);
    store<u32>(at, load<u32>(at) + 1);
  }

  growthsOf(kind: GrowthKind): u32 {
    return load<u32>(this.countAt(kind));
  }

  private countAt(kind: GrowthKind): usize {
    return changetype<usize>(this) + offsetof<EventLog>() + ((<usize>kind) << 2);
  }
}

/** Bytes of a log with its counts by kind. */
export const EVENT_LOG_BYTES: usize = offsetof<EventLog>() + GROWTH_KINDS * 4;

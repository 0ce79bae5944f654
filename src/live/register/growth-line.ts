import {
  type GrowthCloudEvent,
  growthCloudEvent,
  type GrowthEventData,
} from '../../maps/figures/growth-cloud-event.ts';
import { v8TableBytes } from '../../maps/model/size/v8-table.ts';

/** A growth that was seen at the insert that made it. */
export interface RegisteredGrowth {
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number;
  readonly pid: number;
  /** 0 for the main thread. */
  readonly thread: number;
  /** Tells the collections of a thread apart; as long as a thread lives, no two have the same. */
  readonly map: string;
  readonly collection: 'Map' | 'Set';
  /** Entries after the insert. */
  readonly entries: number;
  /** The smallest tables that hold so many: deletes may have made larger ones earlier. */
  readonly from: { readonly capacity: number; readonly bytes: number };
  readonly to: { readonly capacity: number; readonly bytes: number };
  /** Growths since the last line that were too many to be reported. */
  readonly unreported: number;
  /** Calls that led to the insert, innermost first, as V8 prints them without `at`. */
  readonly stack: readonly string[];
}

/** The two tables of a growth, by the entries after it. */
export function tablesOf(
  collection: 'Map' | 'Set',
  entries: number,
): Pick<RegisteredGrowth, 'from' | 'to'> {
  const capacity = entries - 1;
  const bytes = (room: number): number => v8TableBytes(collection === 'Map' ? 'map' : 'set', room);
  return {
    from: { capacity, bytes: bytes(capacity) },
    to: { capacity: 2 * capacity, bytes: bytes(2 * capacity) },
  };
}

/** Entries of a bucket of V8's tables. */
const entriesPerBucket = 2;

/** What an event of a registered growth says beside what all say. */
interface RegisteredData
  extends
    GrowthEventData,
    Pick<RegisteredGrowth, 'pid' | 'thread' | 'collection' | 'unreported' | 'stack'> {}

/** @param id the number of the event in its thread, from 1 on */
export function registeredEvent(
  growth: RegisteredGrowth,
  id: number,
): GrowthCloudEvent<RegisteredData> {
  const { atMs, pid, thread, map, collection, entries, from, to, unreported, stack } = growth;
  return growthCloudEvent(
    { id, source: `/mapswell/register/${pid}/${thread}`, subject: map, atMs },
    {
      kind: 'double',
      shard: 0,
      collection,
      entries,
      fromBuckets: from.capacity / entriesPerBucket,
      toBuckets: to.capacity / entriesPerBucket,
      bytesBefore: from.bytes,
      bytesDuring: from.bytes + to.bytes,
      bytesAfter: to.bytes,
      pid,
      thread,
      unreported,
      stack,
    },
  );
}

/** The calls in the text of a stack, innermost first. */
export function callsOf(stack: string): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.replace(/^\s+at /, ''));
}

/** For people: what happened, and where. */
export function growthText({
  collection,
  entries,
  from,
  to,
  stack,
  unreported,
}: RegisteredGrowth): string {
  const missed = unreported === 0 ? '' : ` (and ${unreported} more since the last line)`;
  return [
    `mapswell: a ${collection} passed ${from.capacity} entries at entry ${entries}: its table grew from ${from.bytes} to ${to.bytes} bytes${missed}`,
    ...stack.map((call) => `    at ${call}`),
    '',
  ].join('\n');
}

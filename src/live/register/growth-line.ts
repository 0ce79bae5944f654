import {
  type GrowthCloudEvent,
  growthCloudEvent,
  type GrowthEventData,
} from '../../maps/figures/growth-cloud-event.ts';
import type { LiveGrowth } from '../../maps/figures/live-map.ts';
import { type RegisteredKind, entriesPerBucket, tableBytes } from './collection-table.ts';

/** A growth that was seen at the insert that made it, between the smallest tables that hold so many. */
export interface RegisteredGrowth extends LiveGrowth {
  readonly pid: number;
  /** 0 for the main thread. */
  readonly thread: number;
  readonly collection: RegisteredKind;
  /** Deletes may have made larger tables earlier. */
  readonly bytesAfter: number;
  /** Growths since the last line that were too many to be reported. */
  readonly unreported: number;
  /** Calls that led to the insert, as V8 prints them without `at`. */
  readonly stack: readonly string[];
}

/** Both tables of a growth, by the entries after it. */
export function tablesOf(
  collection: RegisteredKind,
  entries: number,
): Pick<
  RegisteredGrowth,
  'fromBuckets' | 'toBuckets' | 'bytesBefore' | 'bytesDuring' | 'bytesAfter'
> {
  const capacity = entries - 1;
  const bytesBefore = tableBytes(collection, capacity);
  const bytesAfter = tableBytes(collection, 2 * capacity);
  return {
    fromBuckets: capacity / entriesPerBucket,
    toBuckets: (2 * capacity) / entriesPerBucket,
    bytesBefore,
    bytesDuring: bytesBefore + bytesAfter,
    bytesAfter,
  };
}

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
  const { mapId, isToTheInsert: _1, notBeforeMs: _2, notAfterMs, ...data } = growth;
  const source = `/mapswell/register/${growth.pid}/${growth.thread}`;
  return growthCloudEvent({ id, source, subject: mapId, atMs: notAfterMs }, data);
}

/** The calls in the text of a stack, innermost first. */
export function callsOf(stack: string): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.replace(/^\s+at /, ''));
}

/** For people: what happened, and where. */
export function growthText(growth: RegisteredGrowth): string {
  const { collection, entries, fromBuckets, bytesBefore, bytesAfter, stack, unreported } = growth;
  const missed = unreported === 0 ? '' : ` (and ${unreported} more since the last line)`;
  return [
    `mapswell: a ${collection} passed ${fromBuckets * entriesPerBucket} entries at entry ${entries}: its table grew from ${bytesBefore} to ${bytesAfter} bytes${missed}`,
    ...stack.map((call) => `    at ${call}`),
    '',
  ].join('\n');
}

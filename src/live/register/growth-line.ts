import { v8TableBytes } from '../../maps/model/size/v8-table.ts';

/** A growth that was seen at the insert that made it. */
export interface RegisteredGrowth {
  readonly type: 'mapswell.map.growth';
  /** ISO 8601, UTC. */
  readonly time: string;
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

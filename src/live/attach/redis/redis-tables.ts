import { redisSlotsFor, smallestRedisSlots } from '../../../maps/model/size/redis-dict-model.ts';
import { RespError, type RespValue } from './resp-reader.ts';

/** The tables of a dict. */
export interface RedisTable {
  readonly slots: number;
  /** Slots of the table that entries still move out of; 0 where none do. */
  readonly oldSlots: number;
  /** Whether it was read; else it is that of a dict which only grew. */
  readonly isRead: boolean;
}

/** What the server adds up for each entry: its `dictEntry`, and for a key its `robj`, too. */
const entryBytes = { keys: 40, expires: 24 } as const;
const slotBytes = 8;

/** Bytes of `MEMORY STATS` that a database's dicts take, by the number of the database. */
export type DictOverheads = ReadonlyMap<
  number,
  { readonly keys: number; readonly expires: number }
>;

/** `db.0`, then a list with `overhead.hashtable.main` and `.expires`; `null` for another answer. */
export function overheadsOf(answer: RespValue): DictOverheads | null {
  const fields = fieldsOf(answer);
  if (fields === null) return null;
  const overheads = new Map<number, { readonly keys: number; readonly expires: number }>();
  for (const [name, value] of fields) {
    const index = /^db\.(\d+)$/.exec(name)?.[1];
    const database = index === undefined ? null : fieldsOf(value);
    const keys = database?.get('overhead.hashtable.main');
    const expires = database?.get('overhead.hashtable.expires');
    if (typeof keys === 'number' && typeof expires === 'number')
      overheads.set(Number(index), { keys, expires });
  }
  return overheads;
}

function fieldsOf(answer: RespValue): ReadonlyMap<string, RespValue> | null {
  if (answer === null || answer instanceof RespError || typeof answer !== 'object') return null;
  const fields = new Map<string, RespValue>();
  for (let at = 0; at + 1 < answer.length; at += 2) {
    const [name, value] = [answer[at], answer[at + 1]];
    if (typeof name === 'string' && value !== undefined) fields.set(name, value);
  }
  return fields;
}

/**
 * The tables of a dict by the bytes that the server adds up for it: 24 for each entry, 16 more for each key's
 * value, and 8 for each slot of both tables. What is left must be a power of two, or the sum of two: else
 * entries came or went between the two answers, or the server counts otherwise.
 */
export function tableOfOverhead(
  of: keyof typeof entryBytes,
  overheadBytes: number,
  entries: number,
): RedisTable | null {
  const slots = (overheadBytes - entries * entryBytes[of]) / slotBytes;
  if (slots === 0 && entries === 0) return { slots: 0, oldSlots: 0, isRead: true };
  if (!Number.isSafeInteger(slots) || slots < smallestRedisSlots) return null;
  const larger = 2 ** Math.floor(Math.log2(slots));
  const smaller = slots - larger;
  if (smaller === 0) return { slots: larger, oldSlots: 0, isRead: true };
  if (smaller < smallestRedisSlots || !Number.isInteger(Math.log2(smaller))) return null;
  // A dict that shrinks had fewer entries than a tenth of its slots, one that grows as many as slots.
  return entries > smaller
    ? { slots: larger, oldSlots: smaller, isRead: true }
    : { slots: smaller, oldSlots: larger, isRead: true };
}

/** By `DEBUG HTSTATS`: the sizes of the tables of keys and of expiries, the one to move to second. */
export function tablesOfHtStats(text: string): Readonly<Record<'keys' | 'expires', RedisTable>> {
  const [keys = '', expires = ''] = text.split('[Expires HT]');
  return { keys: tableOfStats(keys), expires: tableOfStats(expires) };
}

function tableOfStats(text: string): RedisTable {
  const [first = 0, second = 0] = [...text.matchAll(/table size: (\d+)/g)].map(([, size]) =>
    Number(size),
  );
  return second === 0
    ? { slots: first, oldSlots: 0, isRead: true }
    : { slots: second, oldSlots: first, isRead: true };
}

/** The table of a dict that only grew, where none can be read. */
export function grownTable(entries: number): RedisTable {
  return { slots: entries === 0 ? 0 : redisSlotsFor(entries), oldSlots: 0, isRead: false };
}

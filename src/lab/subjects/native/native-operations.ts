import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { type V8Collection, v8CollectionFor } from '../../../maps/model/size/v8-table.ts';
import type { Cell } from '../../config/cell.ts';
import { operationKinds } from '../../workload/operation-kinds.ts';
import type { NativeKey } from './native-keys.ts';

/** Operations and their keys. */
export interface NativeOperations {
  readonly kinds: Uint8Array;
  readonly keys: readonly NativeKey[];
  /** See `NativeBlocks`. */
  readonly numbers: Float64Array | null;
  readonly expireAfter: number;
}

/** The map under load. */
export type NativeMap = Map<NativeKey, number>;
type NativeSet = Set<NativeKey>;

/** Where it is: a copy takes its place. */
export interface NativeSubject {
  map: NativeMap | NativeSet;
}

/** An empty `Map`, or an empty `Set` for cells whose values are `struct{}`. */
export function emptyNative(collection: V8Collection): NativeMap | NativeSet {
  return collection === 'set' ? new Set() : new Map();
}

/** Which of the two a cell is run on. */
export function nativeCollection({ value }: Pick<Cell, 'value'>): V8Collection {
  return v8CollectionFor(parseGoType(value, 'value'));
}

const insertOperation = operationKinds.indexOf('insert');
const updateOperation = operationKinds.indexOf('update');
const deleteOperation = operationKinds.indexOf('delete');
const modifyOperation = operationKinds.indexOf('readModifyWrite');
const expireOperation = operationKinds.indexOf('lookupOrExpire');
const clearOperation = operationKinds.indexOf('clear');
const iterateOperation = operationKinds.indexOf('iterate');
const copyOperation = operationKinds.indexOf('copy');

/** Sink of what lookups find, so that they cannot be left out. */
let found = 0;

/** Performs the operations `from` to `to` - 1 of some. */
export function performBlock(
  subject: NativeSubject,
  operations: NativeOperations,
  from: number,
  to: number,
): void {
  if (subject.map instanceof Set) {
    subject.map = performOnSet(subject.map, operations, from, to);
    return;
  }
  const { kinds, keys, numbers } = operations;
  let { map } = subject;
  for (let at = from; at < to; at++) {
    const key = keys[at] ?? 0;
    const kind = kinds[at];
    if (kind === insertOperation) map.set(key, numbers?.[at] ?? at);
    else if (kind === updateOperation || kind === modifyOperation)
      map.set(key, numbers?.[at] ?? (map.get(key) ?? 0) + 1);
    else if (kind === deleteOperation) map.delete(key);
    else if (kind === undefined || kind < expireOperation)
      found = (found + (map.get(key) ?? 0)) | 0;
    else map = performOther(map, operations, at);
  }
  subject.map = map;
}

/** What needs more than a key; the map that is there then. */
function performOther(map: NativeMap, operations: NativeOperations, at: number): NativeMap {
  const { kinds, keys, numbers, expireAfter } = operations;
  const key = keys[at] ?? 0;
  const now = numbers?.[at] ?? at;
  const kind = kinds[at];
  if (kind === copyOperation) return new Map(map);
  if (kind === expireOperation) {
    if (now - (map.get(key) ?? now) >= expireAfter) map.delete(key);
  } else if (kind === clearOperation) map.clear();
  else if (kind === iterateOperation) found = (found + visit(map, Number(key))) | 0;
  else for (const [entry, writtenAt] of map) if (now - writtenAt >= Number(key)) map.delete(entry);
  return map;
}

/** Visits entries, as many as `limit` (0 = all); how many it were. */
function visit(map: NativeMap, limit: number): number {
  let visited = 0;
  for (const [, value] of map) {
    found = (found + value) | 0;
    visited += 1;
    if (visited === limit) break;
  }
  return visited;
}

/** The same on a `Set`: what would write a value adds the key. The set that is there then. */
function performOnSet(
  first: NativeSet,
  { kinds, keys }: NativeOperations,
  from: number,
  to: number,
): NativeSet {
  let set = first;
  for (let at = from; at < to; at++) {
    const key = keys[at] ?? 0;
    const kind = kinds[at];
    if (kind === insertOperation || kind === updateOperation) set.add(key);
    else if (kind === modifyOperation) {
      if (!set.has(key)) set.add(key);
    } else if (kind === deleteOperation) set.delete(key);
    else if (kind === clearOperation) set.clear();
    else if (kind === copyOperation) set = new Set(set);
    else if (kind === iterateOperation) found = (found + visitSet(set, Number(key))) | 0;
    else if (set.has(key)) found = (found + 1) | 0;
  }
  return set;
}

function visitSet(set: NativeSet, limit: number): number {
  let visited = 0;
  for (const key of set) {
    if (key !== undefined) visited += 1;
    if (visited === limit) break;
  }
  return visited;
}

import { numberAt } from '../../../../base/primitives/number-at.ts';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { HeapPage } from '../heap/heap-page.ts';
import type { HiddenClass } from '../heap/hidden-classes.ts';
import {
  type CollectionTable,
  type LeftTable,
  parseDictionary,
  parseTable,
  tableHeaderBytes,
} from '../heap/ordered-table.ts';
import type { TableTypes } from './node-layout.ts';
import { readSmallPages } from './read-small-pages.ts';

/** How many entries the probe's collection of each kind has, which nothing else in it has. */
const entriesOf: Readonly<Record<keyof TableTypes, number>> = {
  map: 1501,
  set: 1601,
  weak: 1407,
  dictionary: 1511,
  numbers: 1523,
};
const fewest = Math.min(...Object.values(entriesOf));
const most = Math.max(...Object.values(entriesOf));
const kindNames = ['map', 'set', 'weak', 'dictionary', 'numbers'] as const;
/** Where a table counts its entries, in halves of words. */
const entriesHalf = 4;

/**
 * Finds out which instance types the tables of collections have, by tables of known sizes.
 *
 * @throws SandboxError `invalid` where a table is not found, or more than one type has its size
 */
export function learnTables(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
  shared: readonly HiddenClass[],
): TableTypes {
  const types = new Map(shared.map((each) => [each.pointer, each.instanceType]));
  const kinds = new Map(kindNames.map((kind) => [entriesOf[kind], kind]));
  const found = new Map<keyof TableTypes, Set<number>>();
  readSmallPages(memory, pages, (bytes, halves) => {
    for (let half = 0; half + 9 < halves.length; half += 2) {
      const entries = numberAt(halves, half + entriesHalf + 1);
      if (entries < fewest || entries > most || halves[half + entriesHalf] !== 0) continue;
      const kind = kinds.get(entries);
      if (kind === undefined) continue;
      const at = half * 4;
      const type = types.get(readWord(bytes, at));
      if (type === undefined || !isTable(bytes.subarray(at, at + tableHeaderBytes), kind)) continue;
      found.set(kind, (found.get(kind) ?? new Set()).add(type));
    }
  });
  const typeOf = (kind: keyof TableTypes): number => {
    const [type, another] = found.get(kind) ?? [];
    if (type !== undefined && another === undefined) return type;
    throw new SandboxError(
      'invalid',
      `expected tables as V8 11 to 14 lay them out: found ${type === undefined ? 'no' : 'more than one'} type of a ${kind} table in a child of the same executable`,
    );
  };
  return {
    map: typeOf('map'),
    set: typeOf('set'),
    weak: typeOf('weak'),
    dictionary: typeOf('dictionary'),
    numbers: typeOf('numbers'),
  };
}

/** Whether a header is that of a table of the kind: many things begin with a length. */
function isTable(header: Buffer, kind: keyof TableTypes): boolean {
  if (header.length < tableHeaderBytes) return false;
  switch (kind) {
    case 'map':
      return isWhole(parseTable(header, 'Map'));
    case 'set':
      return isWhole(parseTable(header, 'Set'));
    case 'weak':
      return isWhole(parseTable(header, 'WeakMap'));
    case 'dictionary':
    case 'numbers':
      return parseDictionary(header) !== null;
  }
}

function isWhole(table: CollectionTable | LeftTable | null): boolean {
  return table !== null && !('next' in table);
}

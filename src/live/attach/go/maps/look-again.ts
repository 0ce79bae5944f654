import type { MemoryRange } from '../../proc/process-memory.ts';
import { pointerMask } from '../heap/pointer-masks.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import { goPageBytes, type SpanTable } from '../heap/span-table.ts';
import { type DiscoveryTools, findNow, isSameTable } from './settle-map.ts';
import type { GoMap, TableObject } from './go-map.ts';

const mostLooks = 4;
const noGap = { maxGapBytes: 0, maxBlockBytes: 2 ** 20 };

/** The headers of one page, which are read in one piece. */
export interface HeaderRun<Item> extends MemoryRange {
  readonly items: readonly Item[];
  /** What was there at the last look. */
  readonly last: Buffer;
}

/**
 * One run per page of headers: between two headers of a page there are only objects of their size.
 *
 * @param items in order of address
 */
export function runsOf<Item extends { readonly map: GoMap }>(
  items: readonly Item[],
  headerBytes: number,
): readonly HeaderRun<Item>[] {
  const runs: HeaderRun<Item>[] = [];
  for (let first = 0; first < items.length;) {
    const start = items[first]?.map.address ?? 0;
    const page = Math.floor(start / goPageBytes);
    let next = first + 1;
    while (Math.floor((items[next]?.map.address ?? 0) / goPageBytes) === page) next += 1;
    const end = (items[next - 1]?.map.address ?? start) + headerBytes;
    const last = Buffer.alloc(end - start);
    const ofPage = items.slice(first, next);
    for (const { map } of ofPage) map.header.copy(last, map.address - start);
    runs.push({ address: start, bytes: end - start, items: ofPage, last });
    first = next;
  }
  return runs;
}

/**
 * Reads the headers of known maps again, and what belongs to those that changed. `visit` gets the maps
 * that changed, and those that are gone because something else is in their place.
 */
export function lookAgain<Item extends { readonly map: GoMap }>(
  tools: DiscoveryTools,
  spans: SpanTable,
  runs: readonly HeaderRun<Item>[],
  visit: (item: Item, now: GoMap | null) => void,
): void {
  const headerBytes = tools.family.shape.bytes;
  tools.memory.readBatch(runs, noGap, (run, buffer, offset) => {
    const { last, address } = run;
    if (last.compare(buffer, offset, offset + run.bytes) === 0) return;
    for (const item of run.items) {
      const from = item.map.address - address;
      const at = offset + from;
      if (last.compare(buffer, at, at + headerBytes, from, from + headerBytes) === 0) continue;
      const header = Buffer.from(buffer.subarray(at, at + headerBytes));
      visit(item, changed(tools, spans, item.map, header));
    }
    buffer.copy(last, 0, offset, offset + run.bytes);
  });
}

function changed(
  { memory, heap, family, layout, types }: DiscoveryTools,
  spans: SpanTable,
  before: GoMap,
  firstBytes: Buffer,
): GoMap | null {
  const objects = objectsOf(before);
  let bytes = firstBytes;
  for (let look = 0; look < mostLooks; look++) {
    const header = family.parse(bytes, 0, before.address);
    if (header === null) return null;
    const judgement = header.judge({
      memory,
      find: (address) => objects.get(address) ?? findNow(heap, spans, address),
      findNow: (address) => findNow(heap, spans, address),
      maskOf: (object) => pointerMask(memory, layout, heap.arenas, spans, object),
      types,
      layout,
      readsTypes: true,
      known: isSameTable(before, header) ? before.verdict : null,
    });
    if (judgement.kind === 'map') {
      const { seed, tableAddress } = header;
      const { look: seen, verdict } = judgement;
      return { ...before, ...seen, seed, tableAddress, verdict, header: bytes };
    }
    if (judgement.kind !== 'unsure') return null;
    const again = memory.read(before.address, family.shape.bytes);
    if (again === null) return null;
    bytes = again;
  }
  // It is written to all the time: what was seen last still stands.
  return before;
}

/** While a map still refers to a table, that table is where and what it was. */
function objectsOf({ parts }: GoMap): ReadonlyMap<number, HeapObject> {
  const objects: (TableObject | null)[] = [];
  if (parts.family === 'classic') objects.push(parts.buckets, parts.oldBuckets);
  else if (parts.group !== null) objects.push(parts.group);
  else {
    objects.push(parts.directory, ...parts.tables.map(({ groups }) => groups));
    objects.push(...parts.tables.map(({ address, record }) => ({ address, object: record })));
  }
  return new Map(objects.flatMap((each) => (each === null ? [] : [[each.address, each.object]])));
}

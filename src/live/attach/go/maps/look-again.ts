import type { MemoryRange } from '../../proc/process-memory.ts';
import { pointerMask } from '../heap/pointer-masks.ts';
import { headerBytes } from '../heap/header-slots.ts';
import { goPageBytes, type HeapObject, type SpanTable } from '../heap/span-table.ts';
import { type DiscoveryTools, findNow, isSameTable } from './discover-maps.ts';
import type { GoMap, TableObject } from './go-map.ts';

const mostLooks = 4;
const noGap = { maxGapBytes: 0, maxBlockBytes: 2 ** 20 };

interface HeaderRun extends MemoryRange {
  readonly maps: readonly GoMap[];
}

/**
 * Reads the headers of known maps again, and what belongs to those that changed. Maps that are gone,
 * because something else is in their place, are not in the result.
 */
export function lookAgain(
  tools: DiscoveryTools,
  spans: SpanTable,
  known: readonly GoMap[],
): readonly GoMap[] {
  const found: GoMap[] = [];
  tools.memory.readBatch(runsOf(known), noGap, (run, buffer, offset) => {
    for (const map of run.maps) {
      const at = offset + map.address - run.address;
      const isUnchanged = map.header.compare(buffer, at, at + headerBytes) === 0;
      const now = isUnchanged
        ? map
        : changed(tools, spans, map, Buffer.from(buffer.subarray(at, at + headerBytes)));
      if (now !== null) found.push(now);
    }
  });
  return found;
}

/** One read per page of headers: between two headers of a page there are only objects of 48 bytes. */
function runsOf(known: readonly GoMap[]): readonly HeaderRun[] {
  const pages = new Map<number, GoMap[]>();
  for (const map of known) {
    const page = map.place === 'heap' ? Math.floor(map.address / goPageBytes) : map.address;
    const ofPage = pages.get(page);
    if (ofPage === undefined) pages.set(page, [map]);
    else ofPage.push(map);
  }
  const runs = [...pages.values()].map((maps) => {
    const addresses = maps.map(({ address }) => address);
    const address = Math.min(...addresses);
    return { address, bytes: Math.max(...addresses) + headerBytes - address, maps };
  });
  return runs.toSorted((a, b) => a.address - b.address);
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
      known: isSameTable(before, header) ? before.verdict : null,
    });
    if (judgement.kind === 'map') {
      const { seed, tableAddress } = header;
      const { look: seen, verdict } = judgement;
      return { ...before, ...seen, seed, tableAddress, verdict, header: bytes };
    }
    if (judgement.kind !== 'unsure') return null;
    const again = memory.read(before.address, headerBytes);
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

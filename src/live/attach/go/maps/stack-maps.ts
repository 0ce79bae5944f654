import type { GoroutineStack } from '../heap/goroutine-stacks.ts';
import type { SpanTable } from '../heap/span-table.ts';
import type { GoMap } from './go-map.ts';
import { type DiscoveryTools, firstLookWays, settleMap } from './settle-map.ts';
import { groupSlots } from './swiss-header.ts';

const blockBytes = 2 ** 20;

/**
 * Maps whose headers lie on stacks of goroutines, since nothing else refers to them. Every word that is in
 * use may begin a header: what proves one is its table, so that maps of eight entries or fewer, which
 * may have that on the stack too, are not looked for.
 *
 * @param onHeap maps that were found on the heap: a copy of their header is no other map
 */
export function findStackMaps(
  tools: DiscoveryTools,
  spans: SpanTable,
  stacks: readonly GoroutineStack[],
  onHeap: readonly GoMap[],
): readonly GoMap[] {
  const { memory, family } = tools;
  const taken = new Set(onHeap.map(({ tableAddress }) => tableAddress));
  const ways = firstLookWays(tools, spans, memory);
  const headerBytes = family.shape.bytes;
  const byTable = new Map<number, GoMap>();
  const look = (bytes: Buffer, at: number, stackAddress: number, goroutine: number): void => {
    const header = family.parse(bytes, at, stackAddress + at);
    if (header === null || header.entries <= groupSlots || taken.has(header.tableAddress)) return;
    if (spans.objectWithData(header.tableAddress) === null) return;
    const copy = Buffer.from(bytes.subarray(at, at + headerBytes));
    const candidate = { header, bytes: copy, survival: null, before: null };
    const found = settleMap(tools, spans, ways, candidate);
    if (typeof found === 'string' || !hasRoom(found)) return;
    // A call may have left an older copy of the header behind.
    const other = byTable.get(found.tableAddress);
    if (other !== undefined && other.figures.entries >= found.figures.entries) return;
    byTable.set(found.tableAddress, { ...found, goroutine });
  };
  for (const { address, bytes: all, goroutine } of stacks) {
    for (let start = 0; start < all; start += blockBytes) {
      const length = Math.min(blockBytes + headerBytes - 8, all - start);
      const bytes = memory.read(address + start, length);
      if (bytes === null) continue;
      for (let at = 0; at + headerBytes <= length; at += 8) {
        look(bytes, at, address + start, goroutine);
      }
    }
  }
  return [...byTable.values()];
}

/** Whether the array of buckets is large enough for as many of its type. */
function hasRoom({ parts, verdict }: GoMap): boolean {
  if (parts.family === 'swiss') return true;
  const bucketBytes = Math.min(...verdict.candidates.map(({ inner }) => inner.sizeBytes));
  return (
    verdict.candidates.length > 0 && parts.buckets.object.bytes >= bucketBytes * 2 ** parts.log2
  );
}

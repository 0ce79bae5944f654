import { groupBy } from '../../../../base/primitives/group-by.ts';
import type { MemoryRange } from '../../proc/process-memory.ts';
import { goPageBytes, type SpanTable } from '../heap/span-table.ts';
import { type Discovery, type RefusedHeaders, unprovenOf } from './discover-maps.ts';
import {
  type DiscoveryTools,
  findNow,
  firstLookWays,
  type HeaderCandidate,
  settleMap,
} from './settle-map.ts';

const ofOnePage = { maxGapBytes: 0, maxBlockBytes: 2 ** 20 };

/**
 * Looks once more at the headers that a scan refused, after the program had time to go on. Those that
 * are maps join the result; what is still in doubt comes back.
 */
export function lookAtDoubts(
  tools: DiscoveryTools,
  spans: SpanTable,
  before: Discovery,
  refused: RefusedHeaders,
): Discovery {
  const { memory, family, heap } = tools;
  const headerBytes = family.shape.bytes;
  const ways = firstLookWays(tools, spans, memory);
  const maps = [...before.maps];
  const emptyHeaders = [...before.emptyHeaders];
  const doubts: HeaderCandidate[] = [];
  const ranges = pagesOf(before.doubts, headerBytes);
  memory.readBatch(ranges, ofOnePage, (range, buffer, offset) => {
    for (const doubt of range.doubts) {
      const { address } = doubt.header;
      const at = offset + address - range.address;
      const bytes = Buffer.from(buffer.subarray(at, at + headerBytes));
      const wasUnproven = refused.get(address)?.kind === 'unproven';
      if (!wasUnproven && bytes.equals(doubt.bytes)) continue;
      const header = family.parse(bytes, 0, address);
      if (header === null) continue;
      const isPlaced =
        header.tableAddress === 0 || findNow(heap, spans, header.tableAddress) !== null;
      const candidate = { ...doubt, header, bytes };
      const found = isPlaced ? settleMap(tools, spans, ways, candidate) : 'none';
      if (found === 'empty') emptyHeaders.push(address);
      else if (found === 'unproven' || found === 'none') doubts.push(candidate);
      else maps.push(found);
      if (found === 'unproven' || found === 'none') {
        refused.set(address, { header: bytes, kind: found });
      } else refused.delete(address);
    }
  });
  maps.sort((a, b) => a.address - b.address);
  return { maps, emptyHeaders, unproven: unprovenOf(refused), doubts };
}

/** Headers of one page in one range: between them there are only objects of their size. */
function pagesOf(
  doubts: readonly HeaderCandidate[],
  headerBytes: number,
): readonly (MemoryRange & { readonly doubts: readonly HeaderCandidate[] })[] {
  const byPage = groupBy(doubts, ({ header }) => Math.floor(header.address / goPageBytes));
  return [...byPage.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([, ofPage]) => {
      const addresses = ofPage.map(({ header }) => header.address);
      const address = Math.min(...addresses);
      return { address, bytes: Math.max(...addresses) + headerBytes - address, doubts: ofPage };
    });
}

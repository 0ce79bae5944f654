import { numberAt } from '../../../base/primitives/number-at.ts';
import { chargedBytes } from '../size-class.ts';
import type { GoContent } from '../go-content.ts';
import { contentBytes, type GoObject, goObjects } from './go-objects.ts';
import { residentBytes } from './go-resident.ts';
import { type Payload, type PayloadPart, sumPayload, type UnknownPart } from './payload.ts';
import {
  equalShares,
  meanOverSizes,
  type SizeDistribution,
  sizesText,
} from './size-distribution.ts';

/** The sides of an entry: what its type is, and how large what the type leaves open is. */
export interface GoSide {
  readonly content: GoContent;
  readonly sizes: SizeDistribution | null;
}

/**
 * What the entries of a map of Go carry, each with objects of its own: a string that is part of a
 * longer one, or an object that several entries point to, costs differently. A slice has the capacity
 * that it needs.
 *
 * @param minor of the version of Go
 */
export function goPayload(key: GoSide, value: GoSide, minor: number): Payload {
  const keys = goObjects(key.content, key.sizes);
  const values = goObjects(value.content, value.sizes);
  const tiny = tinyBlocks([...keys, ...values]);
  const parts = [...partOf('keys', keys, tiny, minor), ...partOf('values', values, tiny, minor)];
  return sumPayload(parts, [...unknownOf('keys', keys), ...unknownOf('values', values)]);
}

function partOf(
  of: PayloadPart['of'],
  objects: readonly GoObject[],
  tiny: ReadonlyMap<GoObject, number>,
  minor: number,
): PayloadPart[] {
  const known = objects.filter(({ sizes }) => sizes !== null);
  if (known.length === 0) return [];
  const over = (cost: (size: number, hasPointers: boolean) => number): number =>
    known.reduce((sum, object) => sum + object.perEntry * meanCost(object, cost), 0);
  const blocks = known.reduce((sum, object) => sum + (tiny.get(object) ?? 0), 0);
  const heapBytes = over(chargedBytes) + blocks * tinyBlockBytes;
  const resident = over((size, hasPointers) => residentBytes(size, hasPointers, minor));
  return [
    {
      of,
      what: known.map(({ name, sizes }) => objectText(name, sizes)).join(', '),
      contentBytes: contentBytes(known),
      heapBytes,
      offHeapBytes: 0,
      residentBytes: resident + blocks * residentBytes(tinyBlockBytes, false, minor),
      objects: over((size) => (size > 0 ? 1 : 0)) + blocks,
    },
  ];
}

/** The mean cost of one such object; what the tiny allocator packs costs nothing here. */
function meanCost(
  { sizes, hasPointers }: GoObject,
  cost: (size: number, hasPointers: boolean) => number,
): number {
  if (sizes === null) return 0;
  return meanOverSizes(sizes, (size) => (isTiny(size, hasPointers) ? 0 : cost(size, hasPointers)));
}

const tinyBlockBytes = 16;
const entriesOfRun = 2048;
/** Objects of one kind and entry beyond this are taken in proportion. */
const mostTimes = 64;

/** Whether an object shares a block of 16 bytes with others: `malloc.go`, the tiny allocator. */
function isTiny(size: number, hasPointers: boolean): boolean {
  return !hasPointers && size > 0 && size < tinyBlockBytes;
}

/**
 * Blocks per entry that each kind of object opens, by a run of the allocator's rule: an object goes
 * behind the last one, aligned as its size allows; else it opens a block, which stays the one to fill
 * where it has more room than the one before.
 */
export function tinyBlocks(objects: readonly GoObject[]): ReadonlyMap<GoObject, number> {
  const draws = objects.map(({ sizes, hasPointers, perEntry }) => ({
    times: Math.min(mostTimes, Math.max(1, Math.round(perEntry))),
    shares: sizes === null || hasPointers ? [] : equalShares(sizes, entriesOfRun),
  }));
  const opened = draws.map(() => 0);
  let used = tinyBlockBytes;
  for (let entry = 0; entry < entriesOfRun; entry++) {
    for (const [index, { times, shares }] of draws.entries()) {
      for (let time = 0; time < times; time++) {
        // An odd step visits every share once, in an order without runs of like sizes.
        const size = shares[((entry + time * 977) * 1237) % entriesOfRun] ?? 0;
        if (!isTiny(size, false)) continue;
        const start = Math.ceil(used / alignOf(size)) * alignOf(size);
        if (start + size <= tinyBlockBytes) {
          used = start + size;
          continue;
        }
        opened[index] = numberAt(opened, index) + 1;
        used = Math.min(used, size);
      }
    }
  }
  return new Map(
    objects.map((object, index) => {
      const drawn = entriesOfRun * (draws[index]?.times ?? 1);
      return [object, (numberAt(opened, index) / drawn) * object.perEntry];
    }),
  );
}

function alignOf(size: number): number {
  if (size % 8 === 0) return 8;
  if (size % 4 === 0) return 4;
  return size % 2 === 0 ? 2 : 1;
}

function objectText(name: string, sizes: SizeDistribution | null): string {
  return `${name}${sizes === null ? '' : ` of ${sizesText(sizes)}`}`;
}

function unknownOf(of: PayloadPart['of'], objects: readonly GoObject[]): UnknownPart[] {
  const names = new Set(objects.filter(({ sizes }) => sizes === null).map(({ name }) => name));
  return [...names].map((type) => ({ of, type }));
}

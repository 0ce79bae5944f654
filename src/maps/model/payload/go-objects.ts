import type { GoContent, GoPointee } from '../go-content.ts';
import { meanOverSizes, scaledSizes, type SizeDistribution } from './size-distribution.ts';

/** Objects of one kind that an entry of a map has outside of the table. */
export interface GoObject {
  /** `null` where nothing says how large it is. */
  readonly sizes: SizeDistribution | null;
  readonly hasPointers: boolean;
  /** How many of them an entry has. */
  readonly perEntry: number;
  /** The type that points to it. */
  readonly name: string;
}

/**
 * What the values of a type point to, objects behind objects too. `sizes` are the bytes of what the
 * type leaves open (strings and slices without a length, interfaces), in equal parts where it leaves
 * several open; what hangs on the elements of a slice of open length stays open.
 */
export function goObjects(content: GoContent, sizes: SizeDistribution | null): GoObject[] {
  const part = sizes === null ? null : scaledSizes(sizes, 1 / openParts(content));
  return allObjects(content).map(({ isNested, unitBytes, hasPointers, perEntry, name, ...own }) => {
    const isOpen = own.sizes === null && !isNested && part !== null;
    const filled = isOpen ? wholeUnits(part, unitBytes) : own.sizes;
    return { sizes: filled, hasPointers, perEntry, name };
  });
}

/** Among how many parts of a value the bytes of what its type leaves open are divided; at least 1. */
export function openParts(content: GoContent): number {
  const open = allObjects(content).filter(({ sizes, isNested }) => sizes === null && !isNested);
  return Math.max(
    1,
    open.reduce((sum, { perEntry }) => sum + perEntry, 0),
  );
}

function allObjects(content: GoContent): OpenObject[] {
  return content.pointees.flatMap((pointee) => objectsBehind(pointee, 1));
}

interface OpenObject extends GoObject {
  /** Whether it hangs on the elements of a slice of open length. */
  readonly isNested: boolean;
  /** The size of an element: a slice has whole ones. */
  readonly unitBytes: number;
}

function objectsBehind(pointee: GoPointee, times: number, isNested = false): OpenObject[] {
  const { kind, name, element, count } = pointee;
  const perEntry = times * pointee.times;
  const unitBytes = element?.type.sizeBytes ?? 1;
  const hasPointers = element?.type.hasPointers ?? false;
  const known: SizeDistribution | null =
    count === null ? null : { kind: 'fixed', bytes: count * unitBytes };
  const isEmptyArray = kind === 'slice' && unitBytes === 0;
  const own = { sizes: known, hasPointers, perEntry, name, isNested, unitBytes };
  const rest = (element?.pointees ?? []).flatMap((inner) =>
    objectsBehind(inner, perEntry * (count ?? 1), isNested || count === null),
  );
  return isEmptyArray ? rest : [own, ...rest];
}

/** Sizes as elements of `unitBytes` make them. */
function wholeUnits(sizes: SizeDistribution, unitBytes: number): SizeDistribution {
  if (unitBytes === 1) return sizes;
  const whole = (bytes: number): number => Math.floor(bytes / unitBytes) * unitBytes;
  if (sizes.kind === 'fixed') return { kind: 'fixed', bytes: whole(sizes.bytes) };
  // A continuous distribution and its steps have the same mean but for half a unit.
  if (sizes.kind === 'lognormal') return sizes;
  return {
    kind: 'weighted',
    sizes: sizes.sizes.map(({ bytes, weight }) => ({ bytes: whole(bytes), weight })),
  };
}

/** Bytes that the objects hold for the program, on the average; 0 for those of unknown size. */
export function contentBytes(objects: readonly GoObject[]): number {
  return objects.reduce(
    (sum, { sizes, perEntry }) =>
      sizes === null ? sum : sum + perEntry * meanOverSizes(sizes, (bytes) => bytes),
    0,
  );
}

import { type Payload, type PayloadPart, sumPayload, type UnknownPart } from './payload.ts';
import { meanOverSizes, type SizeDistribution, sizesText } from './size-distribution.ts';
import type { V8Shape, V8Side } from './v8-shape.ts';

/** A side of an entry with the bytes of what its description leaves open. */
export interface V8SizedSide extends V8Side {
  readonly sizes: SizeDistribution | null;
}

// V8 on 64 bits without pointer compression, Node 20 to 26: objects are words of 8 bytes.
const wordBytes = 8;
/** Map word, properties, elements. */
const objectHeaderBytes = 24;
/** `{}` reserves four fields. */
const emptyLiteralFields = 4;
const arrayObjectBytes = 32;
/** Of a string (map word, hash, length), and of the elements of an array (map word, length). */
const headerBytes = 16;
const numberBytes = 16;
const bigintBytes = 24;
/** Read by nothing yet, a random UUID is 20 pieces that were glued together; measured. */
const randomUuidBytes = 480;
/** Strings of one character are there already. */
const longestSharedString = 1;
/** Arrays of so many bytes keep them on the heap. */
const mostOnHeapBytes = 64;
/** Of glibc's `malloc` for one buffer beyond its bytes: its own header, and V8's and Node's records. */
const backingStoreBytes = 176;
const mallocUnit = 16;
/** Part of a page of the heap that objects can have: pages of 256 KiB with header and mark bits. */
const pageShare = 0.985;
/** The first versions of Node whose objects for buffers and dates have another size. */
const firstLargerBuffer = 24;

/**
 * What the entries of a `Map` of V8 carry, each with objects of its own.
 *
 * @param nodeMajor 20 for Node 20
 */
export function v8Payload(key: V8SizedSide, value: V8SizedSide, nodeMajor: number): Payload {
  const keys = partOf('keys', key, nodeMajor);
  const values = value.isAbsent ? noPart : partOf('values', value, nodeMajor);
  return sumPayload([...keys.parts, ...values.parts], [...keys.unknown, ...values.unknown]);
}

interface SidePart {
  readonly parts: readonly PayloadPart[];
  readonly unknown: readonly UnknownPart[];
}

const noPart: SidePart = { parts: [], unknown: [] };

function partOf(of: PayloadPart['of'], side: V8SizedSide, nodeMajor: number): SidePart {
  const open = openLeaves(side.shape);
  const count = (side.sizes === null ? 0 : 1) / Math.max(1, open);
  const cost = costOf(side.shape, {
    nodeMajor,
    isInArrayOfNumbers: false,
    mean: (at) =>
      side.sizes === null ? null : meanOverSizes(side.sizes, (size) => at(size * count)),
  });
  const unknown = cost.isKnown ? [] : [{ of, type: side.text.trim() }];
  if (cost.heapBytes + cost.offHeapBytes === 0) return { parts: [], unknown };
  const { isKnown: _, ...figures } = cost;
  const openText = side.sizes !== null && open > 0 ? ` of ${sizesText(side.sizes)}` : '';
  const part: PayloadPart = {
    of,
    what: `${side.text.trim()}${openText}`,
    ...figures,
    residentBytes: cost.heapBytes / pageShare + cost.offHeapBytes,
  };
  return { parts: [part], unknown };
}

/** How many parts of a value are of open length. */
export function openLeaves(shape: V8Shape): number {
  switch (shape.kind) {
    case 'string':
    case 'buffer':
      return shape.length === null ? 1 : 0;
    case 'unknown':
      return 1;
    case 'array':
      return shape.length === null ? 0 : shape.length * openLeaves(shape.element);
    case 'tuple':
      return shape.elements.reduce((sum, element) => sum + openLeaves(element), 0);
    case 'object':
      return shape.fields.reduce((sum, field) => sum + openLeaves(field.shape), 0);
    case 'smi':
    case 'boolean':
    case 'constant':
    case 'number':
    case 'random-uuid':
    case 'bigint':
    case 'date':
      return 0;
  }
}

interface Cost {
  readonly contentBytes: number;
  readonly heapBytes: number;
  readonly offHeapBytes: number;
  readonly objects: number;
  readonly isKnown: boolean;
}

interface CostContext {
  readonly nodeMajor: number;
  readonly isInArrayOfNumbers: boolean;
  /** The mean of a function over the bytes of a leaf of open length; `null` where nothing tells. */
  readonly mean: (at: (bytes: number) => number) => number | null;
}

const nothing: Cost = {
  contentBytes: 0,
  heapBytes: 0,
  offHeapBytes: 0,
  objects: 0,
  isKnown: true,
};
const unknownCost: Cost = { ...nothing, isKnown: false };

function costOf(shape: V8Shape, context: CostContext): Cost {
  switch (shape.kind) {
    case 'smi':
    case 'boolean':
    case 'constant':
      return nothing;
    case 'number':
      return heapObject(context.isInArrayOfNumbers ? 0 : numberBytes, wordBytes);
    case 'bigint':
      return heapObject(bigintBytes, wordBytes);
    case 'date':
      return heapObject(context.nodeMajor >= firstLargerBuffer ? 96 : 112, wordBytes);
    case 'random-uuid':
      return heapObject(randomUuidBytes, 36);
    case 'string':
      return stringCost(shape, context);
    case 'buffer':
      return bufferCost(shape, context);
    case 'object': {
      const fields = shape.fields.length === 0 ? emptyLiteralFields : shape.fields.length;
      const own = heapObject(objectHeaderBytes + fields * wordBytes, 0);
      return add([own, ...shape.fields.map((field) => costOf(field.shape, context))]);
    }
    case 'tuple':
      return tupleCost(shape.elements, context);
    case 'array':
      return arrayCost(shape, context);
    case 'unknown': {
      const bytes = context.mean((size) => size);
      return bytes === null ? unknownCost : heapObject(bytes, bytes);
    }
  }
}

function stringCost(
  { characterBytes, length }: Extract<V8Shape, { kind: 'string' }>,
  context: CostContext,
): Cost {
  if (length !== null) {
    // A character of two bytes is none of those that are there already.
    const bytes = length * characterBytes;
    return heapObject(stringBytes(bytes), bytes);
  }
  const heapBytes = context.mean(stringBytes);
  if (heapBytes === null) return unknownCost;
  return heapObject(heapBytes, context.mean((bytes) => bytes) ?? 0);
}

function stringBytes(bytes: number): number {
  return bytes <= longestSharedString ? 0 : headerBytes + roundUp(bytes, wordBytes);
}

function bufferCost(
  { unitBytes, length }: Extract<V8Shape, { kind: 'buffer' }>,
  context: CostContext,
): Cost {
  const fixed = context.nodeMajor >= firstLargerBuffer ? 200 : 184;
  const mean = (at: (bytes: number) => number): number | null =>
    length === null ? context.mean(at) : at(length * unitBytes);
  const heapBytes = mean((bytes) =>
    bytes > mostOnHeapBytes ? fixed : fixed + headerBytes + roundUp(bytes, wordBytes),
  );
  if (heapBytes === null) return unknownCost;
  const offHeapBytes = mean((bytes) =>
    bytes > mostOnHeapBytes ? roundUp(bytes + wordBytes, mallocUnit) + backingStoreBytes : 0,
  );
  const contentBytes = mean((bytes) => bytes) ?? 0;
  return { contentBytes, heapBytes, offHeapBytes: offHeapBytes ?? 0, objects: 2, isKnown: true };
}

function arrayCost(
  { element, length }: Extract<V8Shape, { kind: 'array' }>,
  context: CostContext,
): Cost {
  if (length === null) return unknownCost;
  const isInArrayOfNumbers = element.kind === 'number';
  const elements = length === 0 ? 0 : headerBytes + length * wordBytes;
  const one = costOf(element, { ...context, isInArrayOfNumbers });
  return add([heapObject(arrayObjectBytes + elements, 0), times(one, length)]);
}

function tupleCost(elements: readonly V8Shape[], context: CostContext): Cost {
  // Constants alone are copied only when they are written to; numbers alone are kept without boxes.
  const isShared = elements.every(({ kind }) => kind === 'constant');
  const isInArrayOfNumbers = elements.every(({ kind }) => kind === 'number' || kind === 'smi');
  const own = isShared ? 0 : headerBytes + elements.length * wordBytes;
  return add([
    heapObject(arrayObjectBytes + own, 0),
    ...elements.map((element) => costOf(element, { ...context, isInArrayOfNumbers })),
  ]);
}

function heapObject(heapBytes: number, contentBytes: number): Cost {
  return { ...nothing, contentBytes, heapBytes, objects: heapBytes > 0 ? 1 : 0 };
}

function add(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (sum, cost) => ({
      contentBytes: sum.contentBytes + cost.contentBytes,
      heapBytes: sum.heapBytes + cost.heapBytes,
      offHeapBytes: sum.offHeapBytes + cost.offHeapBytes,
      objects: sum.objects + cost.objects,
      isKnown: sum.isKnown && cost.isKnown,
    }),
    nothing,
  );
}

function times(cost: Cost, count: number): Cost {
  return {
    contentBytes: cost.contentBytes * count,
    heapBytes: cost.heapBytes * count,
    offHeapBytes: cost.offHeapBytes * count,
    objects: cost.objects * count,
    isKnown: cost.isKnown,
  };
}

function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}

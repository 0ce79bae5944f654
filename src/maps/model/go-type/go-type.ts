/**
 * How a map treats keys of a type: `int8` to `int64` and `bytes` are plain memory of a fixed size,
 * `pointer` is a word of plain memory with a pointer in it, `mixed` is a struct or array with
 * strings, floats, interfaces or padding inside. `none`: not comparable, no map key.
 */
export const keyKinds = [
  'int8',
  'int16',
  'int32',
  'int64',
  'bytes',
  'string',
  'float',
  'pointer',
  'interface',
  'mixed',
  'none',
] as const;

export type KeyKind = (typeof keyKinds)[number];

/** A Go type as a map sees it, on 64-bit Linux. */
export interface GoType {
  /** As Go writes it: `struct { a int64; b string }`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly alignBytes: number;
  /** Whether the garbage collector looks into it. A string has a pointer. */
  readonly hasPointers: boolean;
  readonly keyKind: KeyKind;
}

/** What an array or a struct that is hashed part by part is made of. */
export type Composition =
  | { readonly kind: 'array'; readonly length: number; readonly element: GoType }
  | { readonly kind: 'struct'; readonly fields: readonly PlacedField[] };

/** A field and where it begins. */
export interface PlacedField {
  readonly isBlank: boolean;
  readonly start: number;
  readonly type: GoType;
}

/** Of arrays and structs that were parsed; no field of theirs, as documents have types too. */
const compositions = new WeakMap<GoType, Composition>();

/** What an array or struct is made of that was parsed, and is hashed part by part. */
export function compositionOf(type: GoType): Composition | undefined {
  return compositions.get(type);
}

function composed(type: GoType, composition: Composition): GoType {
  if (type.keyKind === 'mixed') compositions.set(type, composition);
  return type;
}

const predeclared = {
  bool: ['int8', 1],
  int8: ['int8', 1],
  uint8: ['int8', 1],
  byte: ['int8', 1],
  int16: ['int16', 2],
  uint16: ['int16', 2],
  int32: ['int32', 4],
  uint32: ['int32', 4],
  rune: ['int32', 4],
  int64: ['int64', 8],
  uint64: ['int64', 8],
  int: ['int64', 8],
  uint: ['int64', 8],
  uintptr: ['int64', 8],
  float32: ['float', 4],
  float64: ['float', 8],
  complex64: ['float', 8, 4],
  complex128: ['float', 16, 8],
  string: ['string', 16, 8],
  any: ['interface', 16, 8],
  error: ['interface', 16, 8],
  'unsafe.Pointer': ['pointer', 8],
  'time.Duration': ['int64', 8],
  // Plain memory, the pointer to its location included.
  'time.Time': ['bytes', 24, 8],
  'netip.Addr': ['bytes', 24, 8],
} as const satisfies Record<string, readonly [KeyKind, number, number?]>;

const kindsWithPointers: ReadonlySet<KeyKind> = new Set(['string', 'interface', 'pointer']);

/** The names of every type that needs no further words. */
export const namedGoTypes: readonly string[] = Object.keys(predeclared);

/** The type of that name, or `null` if Go has none that is known here. */
export function namedGoType(name: string): GoType | null {
  if (!isPredeclared(name)) return null;
  const [keyKind, sizeBytes, alignBytes = sizeBytes] = predeclared[name];
  const hasPointers = kindsWithPointers.has(keyKind) || keyKind === 'bytes';
  return { name, sizeBytes, alignBytes, hasPointers, keyKind };
}

/** Whether it is one number, and no complex one. */
export function isPlainFloat({ name, keyKind }: GoType): boolean {
  return keyKind === 'float' && name.startsWith('float');
}

/** A pointer, a channel or a map: one word. */
export function wordGoType(name: string, keyKind: 'pointer' | 'none'): GoType {
  return { name, sizeBytes: 8, alignBytes: 8, hasPointers: true, keyKind };
}

/** A slice: pointer, length, capacity. */
export function sliceGoType(element: GoType): GoType {
  const name = `[]${element.name}`;
  return { name, sizeBytes: 24, alignBytes: 8, hasPointers: true, keyKind: 'none' };
}

/** An interface of any method set: type word and data word. */
export function interfaceGoType(name: string): GoType {
  return { name, sizeBytes: 16, alignBytes: 8, hasPointers: true, keyKind: 'interface' };
}

/** `length` elements in a row. */
export function arrayGoType(length: number, element: GoType): GoType {
  const type = {
    name: `[${length}]${element.name}`,
    sizeBytes: length * element.sizeBytes,
    alignBytes: element.alignBytes,
    hasPointers: length > 0 && element.hasPointers,
    keyKind: combinedKeyKind([element], false),
  };
  return composed(type, { kind: 'array', length, element });
}

/** One field of a struct; an embedded field has the name `''`. */
export interface GoField {
  readonly name: string;
  readonly type: GoType;
}

/**
 * Fields one after another, each at a multiple of its alignment. A zero-size field at the end of a
 * struct that is not empty gets one byte, so that its address stays inside.
 */
export function structGoType(fields: readonly GoField[]): GoType {
  let end = 0;
  let isPadded = false;
  const placed: PlacedField[] = [];
  for (const { name, type } of fields) {
    const start = alignUp(end, type.alignBytes);
    isPadded ||= start !== end;
    end = start + type.sizeBytes;
    placed.push({ isBlank: name === '_', start, type });
  }
  const alignBytes = Math.max(1, ...fields.map(({ type }) => type.alignBytes));
  const needsTail = end > 0 && fields.at(-1)?.type.sizeBytes === 0;
  const sizeBytes = alignUp(needsTail ? end + 1 : end, alignBytes);
  const types = fields.map(({ type }) => type);
  const body = fields.map(({ name, type }) => `${name} ${type.name}`.trim()).join('; ');
  const type = {
    name: body === '' ? 'struct{}' : `struct { ${body} }`,
    sizeBytes,
    alignBytes,
    hasPointers: types.some(({ hasPointers }) => hasPointers),
    // Blank fields take no part in equality, so they are hashed around like padding.
    keyKind: combinedKeyKind(
      types,
      isPadded || sizeBytes !== end || fields.some(({ name }) => name === '_'),
    ),
  };
  return composed(type, { kind: 'struct', fields: placed });
}

/** `size` rounded up to a multiple of `align`. */
export function alignUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}

const plainMemory: ReadonlySet<KeyKind> = new Set(['int8', 'int16', 'int32', 'int64', 'bytes']);

function combinedKeyKind(parts: readonly GoType[], hasGaps: boolean): KeyKind {
  if (parts.some(({ keyKind }) => keyKind === 'none')) return 'none';
  return !hasGaps && parts.every(({ keyKind }) => plainMemory.has(keyKind)) ? 'bytes' : 'mixed';
}

function isPredeclared(name: string): name is keyof typeof predeclared {
  return Object.hasOwn(predeclared, name);
}

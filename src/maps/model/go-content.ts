import { type GoType, namedGoType } from './go-type/go-type.ts';

/**
 * Something outside of a value that it points to: the bytes of a string, the array of a slice, an
 * object. What an interface, a map, a channel or a function holds cannot be seen from its type.
 */
export interface GoPointee {
  readonly kind: 'string' | 'slice' | 'pointer' | 'hidden';
  /** The type that points to it, as Go writes it. */
  readonly name: string;
  /** What it is made of: the element of a slice, the target of a pointer; `null` where hidden. */
  readonly element: GoContent | null;
  /** How many elements it has; `null` where the type does not say. */
  readonly count: number | null;
  /** How many of them one value has: 4 in a `[4]string`. */
  readonly times: number;
  /** The way to it in a value: names of fields, and lengths of arrays whose elements all have one. */
  readonly path: readonly (string | number)[];
}

/** A type and what its values point to. */
export interface GoContent {
  readonly type: GoType;
  readonly pointees: readonly GoPointee[];
}

const hiddenNames: ReadonlySet<string> = new Set(['any', 'error', 'unsafe.Pointer']);

/** The content of a type that needs no further words; `null` if Go has none of that name. */
export function namedContent(name: string): GoContent | null {
  const type = namedGoType(name);
  if (type === null) return null;
  if (name === 'string')
    return pointingContent(type, { kind: 'string', element: null, count: null });
  return hiddenNames.has(name) ? hiddenContent(type) : { type, pointees: [] };
}

/** A type that says nothing of what its values hold. */
export function hiddenContent(type: GoType): GoContent {
  return pointingContent(type, { kind: 'hidden', element: null, count: null });
}

/** A string or a slice of that length, where one is given. */
export function withLength({ type, pointees }: GoContent, count: number | null): GoContent {
  return { type, pointees: pointees.map((pointee) => ({ ...pointee, count })) };
}

/** A type each value of which points to one thing. */
export function pointingContent(
  type: GoType,
  pointee: Pick<GoPointee, 'kind' | 'element' | 'count'>,
): GoContent {
  return { type, pointees: [{ ...pointee, name: type.name, times: 1, path: [] }] };
}

/** What `length` elements point to together. */
export function pointeesOfElements(length: number, { pointees }: GoContent): readonly GoPointee[] {
  if (length === 0) return [];
  return pointees.map((pointee) => ({
    ...pointee,
    times: pointee.times * length,
    path: [length, ...pointee.path],
  }));
}

/** What a field points to; one that is blank can be given nothing. */
export function pointeesOfField(name: string, { type, pointees }: GoContent): readonly GoPointee[] {
  if (name === '_') return [];
  // An embedded field is named like its type.
  const selector = name === '' ? type.name.replace(/^\*?(?:.*\.)?/, '') : name;
  return pointees.map((pointee) => ({ ...pointee, path: [selector, ...pointee.path] }));
}

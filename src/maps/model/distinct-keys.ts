import type { GoType } from './go-type/go-type.ts';

/**
 * How many different keys a type has; `Infinity` where nobody can count them, or no map will hold
 * them all.
 */
export function distinctKeys({ name, keyKind, sizeBytes }: GoType): number {
  switch (keyKind) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return name === 'bool' ? 2 : 2 ** (8 * sizeBytes);
    case 'bytes':
      return ofParts(name, sizeBytes);
    case 'string':
    case 'float':
    case 'pointer':
    case 'interface':
    case 'mixed':
    case 'none':
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Arrays and structs of whole numbers. Only a `bool` has fewer values than its bytes could tell apart. */
function ofParts(name: string, sizeBytes: number): number {
  const bools = countBools(name);
  return 2 ** bools * 2 ** (8 * (sizeBytes - bools));
}

/** Bytes of a type, by the name that the parser gave it, that are a `bool` each. */
function countBools(name: string): number {
  const [, length, element] = /^\[(\d+)\](.*)$/.exec(name) ?? [];
  if (length !== undefined && element !== undefined) return Number(length) * countBools(element);
  if (!name.startsWith('struct { ')) return name === 'bool' ? 1 : 0;
  return fieldsOf(name.slice('struct { '.length, -' }'.length)).reduce(
    (sum, field) => sum + countBools(field.slice(field.indexOf(' ') + 1)),
    0,
  );
}

/** The fields between the outermost semicolons. */
function fieldsOf(body: string): readonly string[] {
  const fields: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= body.length; at++) {
    const character = body[at];
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (at < body.length && (character !== ';' || depth > 0)) continue;
    fields.push(body.slice(start, at).trim());
    start = at + 1;
  }
  return fields;
}

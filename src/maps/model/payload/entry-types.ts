import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { GoType } from '../go-type/go-type.ts';
import { wordGoType } from '../go-type/go-type.ts';
import type { SizedSpec } from '../map-spec.ts';
import { modelFacts } from '../model-facts.ts';
import { parseGoKeyType, parseGoType } from '../go-type/parse-go-type.ts';
import { parseV8Side } from './parse-v8-shape.ts';
import type { V8Shape } from './v8-shape.ts';

/** The key and the value of a map as its size model takes them. */
export interface EntryTypes {
  readonly key: GoType;
  readonly value: GoType;
}

/**
 * The types of a map's entries. A slot of V8, of Redis or of Python is a word whatever it holds, so that
 * any shape will do there; `struct{}` as the value makes a `Set`, in Python a `set`.
 *
 * @throws SandboxError `usage` for what is neither a type nor, but for Go, a shape
 */
export function entryTypes({
  map,
  key,
  value,
}: Pick<SizedSpec, 'map' | 'key' | 'value'>): EntryTypes {
  const { runtime } = modelFacts(map);
  if (runtime === 'go')
    return { key: parseGoKeyType(key, 'key'), value: parseGoType(value, 'value') };
  const isOfV8 = runtime === 'node' || runtime === 'node-object';
  const rule = isOfV8 ? undefined : `what a slot of ${map} may point to, ${anyType}`;
  return { key: slotType(key, 'key', rule), value: slotType(value, 'value', rule) };
}

const anyType = 'as int64, float64, string, string(36) or struct { a int64; b string }';

/**
 * A type of Go stands for itself: how many different keys it has is as true in JavaScript. Any other text
 * is a string, too: Python has tables of its own for those.
 */
function slotType(text: string, option: string, rule: string | undefined): GoType {
  const { shape } = parseV8Side(text, option, rule);
  try {
    return parseGoType(text, option);
  } catch (error) {
    if (error instanceof SandboxError)
      return isText(shape)
        ? { ...wordGoType(text.trim(), 'pointer'), keyKind: 'string' }
        : wordGoType(text.trim(), 'pointer');
    throw error;
  }
}

function isText(shape: V8Shape): boolean {
  return shape.kind === 'string' || shape.kind === 'random-uuid';
}

import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { GoType } from '../go-type/go-type.ts';
import { wordGoType } from '../go-type/go-type.ts';
import type { MapSpec } from '../map-spec.ts';
import { modelFacts } from '../model-facts.ts';
import { parseGoKeyType, parseGoType } from '../go-type/parse-go-type.ts';
import { parseV8Side } from './parse-v8-shape.ts';

/** The key and the value of a map as its size model takes them. */
export interface EntryTypes {
  readonly key: GoType;
  readonly value: GoType;
}

/**
 * The types of a map's entries. A slot of V8 is a word whatever it holds, so that any shape will do
 * there; `struct{}` as the value makes a `Set`.
 *
 * @throws SandboxError `usage` for what is neither a type nor, for V8, a shape
 */
export function entryTypes({
  map,
  key,
  value,
}: Pick<MapSpec, 'map' | 'key' | 'value'>): EntryTypes {
  if (modelFacts(map).family !== 'v8')
    return { key: parseGoKeyType(key, 'key'), value: parseGoType(value, 'value') };
  return { key: v8SlotType(key, 'key'), value: v8SlotType(value, 'value') };
}

/** A type of Go stands for itself: how many different keys it has is as true in JavaScript. */
function v8SlotType(text: string, option: string): GoType {
  parseV8Side(text, option);
  try {
    return parseGoType(text, option);
  } catch (error) {
    if (error instanceof SandboxError) return wordGoType(text.trim(), 'pointer');
    throw error;
  }
}

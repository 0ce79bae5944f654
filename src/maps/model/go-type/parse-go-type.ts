import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { GoContent } from '../go-content.ts';
import type { GoType } from './go-type.ts';
import { GoTypeParser } from './go-type-parser.ts';

const longestText = 1000;

/**
 * The type that Go writes as `text`: `int64`, `string`, `[32]byte`, `*int`, `map[string]int`,
 * `struct { a int64; b string }` and so on. Sizes are those of 64-bit Linux.
 *
 * @param option the flag or key that the text came from, named in the error.
 * @throws SandboxError `usage` if it is no such type.
 */
export function parseGoType(text: string, option = 'type'): GoType {
  return parseGoContent(text, option).type;
}

/**
 * Such a type with what its values point to. Lengths that Go's types do not have may stand in it:
 * `string(36)` is a string of 36 bytes, `[]byte(512)` a slice of 512.
 *
 * @param option the flag or key that the text came from, named in the error.
 * @throws SandboxError `usage` if it is no such type.
 */
export function parseGoContent(text: string, option = 'type'): GoContent {
  if (text.length > longestText) {
    throw new SandboxError(
      'usage',
      `expected ${option} to be a Go type of at most ${longestText} characters, got ${text.length}`,
    );
  }
  return new GoTypeParser(text, option).parse();
}

/**
 * A Go type that may be a map key.
 *
 * @throws SandboxError `usage` if it is no type, or not comparable.
 */
export function parseGoKeyType(text: string, option = 'key'): GoType {
  const type = parseGoType(text, option);
  if (type.keyKind !== 'none') return type;
  throw new SandboxError(
    'usage',
    `expected ${option} to be a comparable Go type, got ${JSON.stringify(text)}: slices, maps, functions and what holds them cannot be map keys`,
  );
}

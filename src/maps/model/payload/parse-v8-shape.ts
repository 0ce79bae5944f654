import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { GoTypeParser } from '../go-type/go-type-parser.ts';
import type { V8Side } from './v8-shape.ts';
import { V8ShapeParser } from './v8-shape-parser.ts';

const longestText = 4000;

const ofJavaScript =
  'a value of JavaScript such as smi, double, string(36), { id: smi, name: string(20) }, smi[10] or Buffer(512)';

/**
 * A key or a value of a `Map` of V8. Shapes are written as in TypeScript, with lengths: `smi` (a small
 * integer), `double`, `string(36)`, `utf16(20)`, `{ id: smi, roles: string(8)[2] }`, `Buffer(512)`.
 * Types of Go are taken for what they would be there: `int32` is small, `int64` is not, `[]byte` is a
 * `Buffer`, `struct{}` makes a `Set`; what has no counterpart is of unknown size.
 *
 * @param option the flag or key that the text came from, named in the error
 * @param rule what the error says was expected, for maps that are none of V8
 * @throws SandboxError `usage` for a text that is neither
 */
export function parseV8Side(text: string, option: string, rule: string = ofJavaScript): V8Side {
  if (text.length > longestText)
    throw new SandboxError(
      'usage',
      `expected ${option} to have at most ${longestText} characters, got ${text.length}`,
    );
  const trimmed = text.trim();
  if (/^struct\s*\{\s*\}$/.test(trimmed))
    return { text, shape: { kind: 'constant', literal: 'true' }, isAbsent: true };
  if (trimmed === '[]byte' || trimmed === '[]uint8')
    return {
      text,
      shape: { kind: 'buffer', constructorName: 'Buffer', unitBytes: 1, length: null },
      isAbsent: false,
    };
  try {
    return { text, shape: new V8ShapeParser(text, option, rule).parse(), isAbsent: false };
  } catch (error) {
    if (!isGoType(text, option)) throw error;
    return { text, shape: { kind: 'unknown' }, isAbsent: false };
  }
}

function isGoType(text: string, option: string): boolean {
  try {
    return new GoTypeParser(text, option).parse().type.sizeBytes >= 0;
  } catch {
    return false;
  }
}

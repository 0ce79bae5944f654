import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { isAscii, TokenReader } from '../go-type/token-reader.ts';
import type { V8Field, V8Shape } from './v8-shape.ts';

const smi = { kind: 'smi' } as const;
const boolean = { kind: 'boolean' } as const;
const number = { kind: 'number' } as const;

/** By name; those of Go where they say what a value of JavaScript would be. */
const named: Readonly<Record<string, V8Shape>> = {
  smi,
  boolean,
  null: constant('null'),
  undefined: constant('undefined'),
  true: constant('true'),
  false: constant('false'),
  number,
  double: number,
  bigint: { kind: 'bigint' },
  Date: { kind: 'date' },
  randomUUID: { kind: 'random-uuid' },
  unknown: { kind: 'unknown' },
  any: { kind: 'unknown' },
  object: { kind: 'unknown' },
  bool: boolean,
  int8: smi,
  int16: smi,
  int32: smi,
  uint8: smi,
  uint16: smi,
  byte: smi,
  rune: smi,
  int: number,
  int64: number,
  uint: number,
  uint32: number,
  uint64: number,
  float32: number,
  float64: number,
};

const arrays: Readonly<Record<string, number>> = {
  Buffer: 1,
  Uint8Array: 1,
  Int8Array: 1,
  Uint16Array: 2,
  Int16Array: 2,
  Uint32Array: 4,
  Int32Array: 4,
  Float32Array: 4,
  Float64Array: 8,
  BigInt64Array: 8,
  BigUint64Array: 8,
};

const asciiTokens = /\s*([[\]{}(),;:?]|'[^']*'|"[^"]*"|[A-Za-z_$][\w$]*|\d[\d_]*)/y;
const tokenPattern = /\s*([[\]{}(),;:?]|'[^']*'|"[^"]*"|[\p{L}_$][\p{L}\p{N}_$]*|\d[\d_]*)/uy;
const deepestNesting = 50;
/** Literals with more fields become tables of names, whose size depends on the version. */
const mostFields = 128;
const mostLength = 2 ** 29;

/** Recursive descent over one description, in the words of TypeScript with lengths. */
export class V8ShapeParser {
  readonly #text: string;
  readonly #option: string;
  readonly #rule: string;
  readonly #tokens: TokenReader;
  #depth = 0;

  constructor(text: string, option: string, rule: string) {
    this.#text = text;
    this.#option = option;
    this.#rule = rule;
    const tokens = isAscii(text) ? asciiTokens : tokenPattern;
    this.#tokens = new TokenReader(text.trim(), tokens, (reason) => this.#refusal(reason));
  }

  parse(): V8Shape {
    const shape = this.#shape();
    this.#tokens.expectEnd();
    return shape;
  }

  #shape(): V8Shape {
    this.#depth += 1;
    if (this.#depth > deepestNesting) throw this.#refusal('nested too deep');
    let shape = this.#single();
    while (this.#tokens.accept('[')) {
      const length = this.#tokens.peek() === ']' ? null : this.#number();
      this.#tokens.expect(']');
      shape = { kind: 'array', element: shape, length };
    }
    this.#depth -= 1;
    return shape;
  }

  #single(): V8Shape {
    const token = this.#tokens.next();
    if (token === '{') return this.#object();
    if (token === '[') return this.#tuple();
    if (/^['"\d]/.test(token)) return constant(token);
    if (token === 'string') return { kind: 'string', characterBytes: 1, length: this.#length() };
    if (token === 'utf16') return { kind: 'string', characterBytes: 2, length: this.#length() };
    const unitBytes = Object.hasOwn(arrays, token) ? arrays[token] : undefined;
    if (unitBytes !== undefined)
      return { kind: 'buffer', constructorName: token, unitBytes, length: this.#length() };
    const shape = Object.hasOwn(named, token) ? named[token] : undefined;
    if (shape !== undefined) return shape;
    throw this.#refusal(
      token === '' ? 'it ends too early' : `${JSON.stringify(token)} is no shape known here`,
    );
  }

  /** The `(36)` of `string(36)`; `null` where there is none. */
  #length(): number | null {
    if (!this.#tokens.accept('(')) return null;
    const length = this.#number();
    this.#tokens.expect(')');
    return length;
  }

  #object(): V8Shape {
    const fields: V8Field[] = [];
    while (!this.#tokens.accept('}')) {
      const name = this.#tokens.next().replace(/^['"]|['"]$/g, '');
      if (!/^[\p{L}\p{N}_$ -]+$/u.test(name)) throw this.#refusal('expected the name of a field');
      this.#tokens.accept('?');
      this.#tokens.expect(':');
      fields.push({ name, shape: this.#shape() });
      if (!this.#tokens.accept(',') && !this.#tokens.accept(';') && this.#tokens.peek() !== '}')
        throw this.#refusal(`expected , or } before ${this.#tokens.shown()}`);
    }
    if (fields.length > mostFields)
      throw this.#refusal(`objects of more than ${mostFields} fields become tables of names`);
    return { kind: 'object', fields };
  }

  #tuple(): V8Shape {
    const elements: V8Shape[] = [];
    while (!this.#tokens.accept(']')) {
      elements.push(this.#shape());
      if (!this.#tokens.accept(',') && this.#tokens.peek() !== ']')
        throw this.#refusal(`expected , or ] before ${this.#tokens.shown()}`);
    }
    return { kind: 'tuple', elements };
  }

  #number(): number {
    const token = this.#tokens.next();
    const value = /^\d[\d_]*$/.test(token) ? Number(token.replaceAll('_', '')) : Number.NaN;
    if (value <= mostLength) return value;
    throw this.#refusal(`expected a length of at most ${mostLength}, got ${JSON.stringify(token)}`);
  }

  #refusal(reason: string): SandboxError {
    return new SandboxError(
      'usage',
      `expected ${this.#option} to be ${this.#rule}, got ${JSON.stringify(this.#text)}: ${reason}`,
    );
  }
}

function constant(literal: string): V8Shape {
  return { kind: 'constant', literal };
}

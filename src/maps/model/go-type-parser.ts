import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { GoField, GoType } from './go-type.ts';
import {
  arrayGoType,
  interfaceGoType,
  namedGoType,
  sliceGoType,
  structGoType,
  wordGoType,
} from './go-type.ts';

// Words that begin a composite type: an embedded field cannot be named like them.
const composites: ReadonlySet<string> = new Set(['struct', 'map', 'chan', 'func', 'interface']);
const deepestNesting = 50;
// The compiler refuses larger types.
const largestTypeBytes = 2 ** 50;
const tokenPattern = /\s*(<-|\.\.\.|[[\]{}()*;,]|`[^`]*`|"[^"]*"|[\p{L}_][\p{L}\p{N}_.]*|\d\w*)/uy;

/** Recursive descent over one type. */
export class GoTypeParser {
  readonly #text: string;
  readonly #option: string;
  readonly #tokens: readonly string[];
  #position = 0;
  #depth = 0;

  constructor(text: string, option: string) {
    this.#text = text;
    this.#option = option;
    this.#tokens = this.#tokenize();
  }

  parse(): GoType {
    const type = this.#type();
    if (this.#position < this.#tokens.length) throw this.#refusal(`unexpected ${this.#shown()}`);
    return type;
  }

  #type(): GoType {
    this.#depth += 1;
    if (this.#depth > deepestNesting) throw this.#refusal('nested too deep');
    const type = this.#typeAfter(this.#next());
    this.#depth -= 1;
    if (type.sizeBytes > largestTypeBytes) throw this.#refusal('too large');
    return type;
  }

  #typeAfter(token: string): GoType {
    switch (token) {
      case '(': {
        const type = this.#type();
        this.#expect(')');
        return type;
      }
      case '*':
        return wordGoType(`*${this.#type().name}`, 'pointer');
      case '[':
        return this.#arrayOrSlice();
      case 'map':
        return this.#map();
      case 'chan':
      case '<-':
        return this.#channel(token);
      case 'func':
        return this.#function();
      case 'struct':
        return this.#struct();
      case 'interface':
        return interfaceGoType(`interface${this.#balanced('{', '}')}`);
      default:
        return this.#named(token);
    }
  }

  #named(token: string): GoType {
    const type = namedGoType(token);
    if (type !== null) return type;
    throw this.#refusal(
      token === ''
        ? 'it ends too early'
        : `${JSON.stringify(token)} is no type known here; write a named type as what it is made of`,
    );
  }

  #arrayOrSlice(): GoType {
    const length = this.#next();
    if (length === ']') return sliceGoType(this.#type());
    const count = /^(?:\d+(?:_\d+)*|0[xX][\da-fA-F]+)$/.test(length)
      ? Number(length.replaceAll('_', ''))
      : Number.NaN;
    if (!Number.isSafeInteger(count)) throw this.#refusal(`${JSON.stringify(length)} is no length`);
    this.#expect(']');
    return arrayGoType(count, this.#type());
  }

  #map(): GoType {
    this.#expect('[');
    const key = this.#type();
    if (key.keyKind === 'none') throw this.#refusal(`${key.name} cannot be a map key`);
    this.#expect(']');
    return wordGoType(`map[${key.name}]${this.#type().name}`, 'none');
  }

  #channel(token: string): GoType {
    if (token === '<-') this.#expect('chan');
    const arrow = token === 'chan' && this.#accept('<-') ? '<-' : '';
    const element = this.#type().name;
    return wordGoType(token === '<-' ? `<-chan ${element}` : `chan${arrow} ${element}`, 'pointer');
  }

  #function(): GoType {
    const parameters = this.#balanced('(', ')');
    const next = this.#tokens[this.#position];
    if (next === '(') return wordGoType(`func${parameters} ${this.#balanced('(', ')')}`, 'none');
    const hasResult = next !== undefined && ![')', ']', '}', ';', ','].includes(next);
    const isTag = next?.startsWith('"') === true || next?.startsWith('`') === true;
    const result = hasResult && !isTag ? ` ${this.#type().name}` : '';
    return wordGoType(`func${parameters}${result}`, 'none');
  }

  #struct(): GoType {
    const fields: GoField[] = [];
    this.#expect('{');
    while (!this.#accept('}')) {
      if (this.#accept(';')) continue;
      fields.push(...this.#fields());
      if (!this.#accept(';') && this.#tokens[this.#position] !== '}') {
        throw this.#refusal(`expected ; or } before ${this.#shown()}`);
      }
    }
    return structGoType(fields);
  }

  #fields(): GoField[] {
    const names = this.#fieldNames();
    const type = this.#type();
    const tag = this.#tokens[this.#position] ?? '';
    if (tag.startsWith('"') || tag.startsWith('`')) this.#position += 1;
    return names.map((name) => ({ name, type }));
  }

  /** `a, b` of `a, b int64`; one empty name for an embedded type. */
  #fieldNames(): string[] {
    const names: string[] = [];
    while (this.#atFieldName()) {
      names.push(this.#next());
      if (!this.#accept(',')) return names;
    }
    if (names.length > 0) throw this.#refusal(`expected a field name before ${this.#shown()}`);
    return [''];
  }

  #atFieldName(): boolean {
    const [name = '', after = '}'] = this.#tokens.slice(this.#position, this.#position + 2);
    const isWord = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
    return isWord && !['}', ';'].includes(after) && !composites.has(name) && !/^["`]/.test(after);
  }

  #balanced(open: string, close: string): string {
    const start = this.#position;
    this.#expect(open);
    for (let depth = 1; depth > 0;) {
      const token = this.#next();
      if (token === '') throw this.#refusal(`${open} is not closed`);
      if (token === open) depth += 1;
      if (token === close) depth -= 1;
    }
    return this.#tokens
      .slice(start, this.#position)
      .join(' ')
      .replaceAll(/([({]) | ([)}])/g, '$1$2');
  }

  #tokenize(): string[] {
    const tokens: string[] = [];
    // A line ends a field, as a semicolon does.
    const text = this.#text.trim().replaceAll('\n', ';');
    tokenPattern.lastIndex = 0;
    while (tokenPattern.lastIndex < text.length) {
      const start = tokenPattern.lastIndex;
      const token = tokenPattern.exec(text)?.[1];
      if (token === undefined) {
        const rest = JSON.stringify(text.slice(start).trim().slice(0, 10));
        throw this.#refusal(`cannot read ${rest}`);
      }
      tokens.push(token);
    }
    return tokens;
  }

  #next(): string {
    const token = this.#tokens[this.#position] ?? '';
    this.#position += 1;
    return token;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#position] !== token) return false;
    this.#position += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw this.#refusal(`expected ${token} before ${this.#shown()}`);
  }

  #shown(): string {
    const token = this.#tokens[this.#position];
    return token === undefined ? 'the end' : JSON.stringify(token);
  }

  #refusal(reason: string): SandboxError {
    return new SandboxError(
      'usage',
      `expected ${this.#option} to be a Go type such as int64, string, [32]byte or struct { a int64; b string }, got ${JSON.stringify(this.#text)}: ${reason}`,
    );
  }
}

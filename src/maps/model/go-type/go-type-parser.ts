import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import {
  type GoContent,
  hiddenContent,
  namedContent,
  pointeesOfElements,
  pointeesOfField,
  pointingContent,
  withLength,
} from '../go-content.ts';
import type { GoType } from './go-type.ts';
import { arrayGoType, interfaceGoType, sliceGoType, structGoType, wordGoType } from './go-type.ts';
import { isAscii, TokenReader } from './token-reader.ts';

const asciiTokens = /\s*(<-|\.\.\.|[[\]{}()*;,]|`[^`]*`|"[^"]*"|[A-Za-z_][\w.]*|\d\w*)/y;
const tokenPattern = /\s*(<-|\.\.\.|[[\]{}()*;,]|`[^`]*`|"[^"]*"|[\p{L}_][\p{L}\p{N}_.]*|\d\w*)/uy;
// Words that begin a composite type: an embedded field cannot be named like them.
const composites: ReadonlySet<string> = new Set(['struct', 'map', 'chan', 'func', 'interface']);
const deepestNesting = 50;
// The compiler refuses larger types.
const largestTypeBytes = 2 ** 50;

/** A field as it is read; an embedded one has the name `''`. */
interface ContentField {
  readonly name: string;
  readonly content: GoContent;
}

/**
 * Recursive descent over one type. A length may stand behind a string or a slice, which Go does not
 * know: `string(36)`, `[]byte(512)`.
 */
export class GoTypeParser {
  readonly #text: string;
  readonly #option: string;
  readonly #tokens: TokenReader;
  #depth = 0;

  constructor(text: string, option: string) {
    this.#text = text;
    this.#option = option;
    // A line ends a field, as a semicolon does.
    const line = text.trim().replaceAll('\n', ';');
    this.#tokens = new TokenReader(line, isAscii(line) ? asciiTokens : tokenPattern, (reason) =>
      this.#refusal(reason),
    );
  }

  parse(): GoContent {
    const content = this.#content();
    this.#tokens.expectEnd();
    return content;
  }

  #type(): GoType {
    return this.#content().type;
  }

  #content(): GoContent {
    this.#depth += 1;
    if (this.#depth > deepestNesting) throw this.#refusal('nested too deep');
    const content = this.#contentAfter(this.#tokens.next());
    this.#depth -= 1;
    if (content.type.sizeBytes > largestTypeBytes) throw this.#refusal('too large');
    return content;
  }

  #contentAfter(token: string): GoContent {
    switch (token) {
      case '(': {
        const content = this.#content();
        this.#tokens.expect(')');
        return content;
      }
      case '*': {
        const element = this.#content();
        const type = wordGoType(`*${element.type.name}`, 'pointer');
        return pointingContent(type, { kind: 'pointer', element, count: 1 });
      }
      case '[':
        return this.#arrayOrSlice();
      case 'map':
        return hiddenContent(this.#map());
      case 'chan':
      case '<-':
        return hiddenContent(this.#channel(token));
      case 'func':
        return hiddenContent(this.#function());
      case 'struct':
        return this.#struct();
      case 'interface':
        return hiddenContent(interfaceGoType(`interface${this.#balanced('{', '}')}`));
      default:
        return this.#named(token);
    }
  }

  #named(token: string): GoContent {
    const content = namedContent(token);
    if (content !== null) return token === 'string' ? withLength(content, this.#count()) : content;
    throw this.#refusal(
      token === ''
        ? 'it ends too early'
        : `${JSON.stringify(token)} is no type known here; write a named type as what it is made of`,
    );
  }

  /** The `(36)` of `string(36)`; `null` where there is none. */
  #count(): number | null {
    const [open, digits = '', close] = [0, 1, 2].map((ahead) => this.#tokens.peek(ahead));
    if (open !== '(' || close !== ')' || !/^\d+(?:_\d+)*$/.test(digits)) return null;
    this.#tokens.skip(3);
    return Number(digits.replaceAll('_', ''));
  }

  #arrayOrSlice(): GoContent {
    const length = this.#tokens.next();
    if (length === ']') {
      const element = this.#content();
      const type = sliceGoType(element.type);
      const slice = pointingContent(type, { kind: 'slice', element, count: null });
      return withLength(slice, this.#count());
    }
    const count = /^(?:\d+(?:_\d+)*|0[xX][\da-fA-F]+)$/.test(length)
      ? Number(length.replaceAll('_', ''))
      : Number.NaN;
    if (!Number.isSafeInteger(count)) throw this.#refusal(`${JSON.stringify(length)} is no length`);
    this.#tokens.expect(']');
    const element = this.#content();
    return {
      type: arrayGoType(count, element.type),
      pointees: pointeesOfElements(count, element),
    };
  }

  #map(): GoType {
    this.#tokens.expect('[');
    const key = this.#type();
    if (key.keyKind === 'none') throw this.#refusal(`${key.name} cannot be a map key`);
    this.#tokens.expect(']');
    return wordGoType(`map[${key.name}]${this.#type().name}`, 'none');
  }

  #channel(token: string): GoType {
    if (token === '<-') this.#tokens.expect('chan');
    const arrow = token === 'chan' && this.#tokens.accept('<-') ? '<-' : '';
    const element = this.#type().name;
    return wordGoType(token === '<-' ? `<-chan ${element}` : `chan${arrow} ${element}`, 'pointer');
  }

  #function(): GoType {
    const parameters = this.#balanced('(', ')');
    const next = this.#tokens.peek();
    if (next === '(') return wordGoType(`func${parameters} ${this.#balanced('(', ')')}`, 'none');
    const hasResult = next !== undefined && ![')', ']', '}', ';', ','].includes(next);
    const isTag = next?.startsWith('"') === true || next?.startsWith('`') === true;
    const result = hasResult && !isTag ? ` ${this.#type().name}` : '';
    return wordGoType(`func${parameters}${result}`, 'none');
  }

  #struct(): GoContent {
    const fields: ContentField[] = [];
    this.#tokens.expect('{');
    while (!this.#tokens.accept('}')) {
      if (this.#tokens.accept(';')) continue;
      fields.push(...this.#fields());
      if (!this.#tokens.accept(';') && this.#tokens.peek() !== '}') {
        throw this.#refusal(`expected ; or } before ${this.#tokens.shown()}`);
      }
    }
    return {
      type: structGoType(fields.map(({ name, content }) => ({ name, type: content.type }))),
      pointees: fields.flatMap(({ name, content }) => pointeesOfField(name, content)),
    };
  }

  #fields(): ContentField[] {
    const names = this.#fieldNames();
    const content = this.#content();
    const tag = this.#tokens.peek() ?? '';
    if (tag.startsWith('"') || tag.startsWith('`')) this.#tokens.skip(1);
    return names.map((name) => ({ name, content }));
  }

  /** `a, b` of `a, b int64`; one empty name for an embedded type. */
  #fieldNames(): string[] {
    const names: string[] = [];
    while (this.#atFieldName()) {
      names.push(this.#tokens.next());
      if (!this.#tokens.accept(',')) return names;
    }
    if (names.length > 0)
      throw this.#refusal(`expected a field name before ${this.#tokens.shown()}`);
    return [''];
  }

  #atFieldName(): boolean {
    const name = this.#tokens.peek() ?? '';
    const after = this.#tokens.peek(1) ?? '}';
    const isWord = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
    return isWord && !['}', ';'].includes(after) && !composites.has(name) && !/^["`]/.test(after);
  }

  #balanced(open: string, close: string): string {
    const start = this.#tokens.position;
    this.#tokens.expect(open);
    for (let depth = 1; depth > 0;) {
      const token = this.#tokens.next();
      if (token === '') throw this.#refusal(`${open} is not closed`);
      if (token === open) depth += 1;
      if (token === close) depth -= 1;
    }
    return this.#tokens
      .since(start)
      .join(' ')
      .replaceAll(/([({]) | ([)}])/g, '$1$2');
  }

  #refusal(reason: string): SandboxError {
    return new SandboxError(
      'usage',
      `expected ${this.#option} to be a Go type such as int64, string, [32]byte or struct { a int64; b string }, got ${JSON.stringify(this.#text)}: ${reason}`,
    );
  }
}

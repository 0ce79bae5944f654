import { ExpositionError } from './exposition-error.ts';

const newline = 10;
const space = 32;
const tab = 9;
const quote = 34;
const backslash = 92;

/** Characters that are shown of what stands in the wrong place. */
const shownLength = 40;

/** A place in a page, which only moves on: reading takes time in proportion to the page. */
export class PageCursor {
  readonly text: string;
  at = 0;
  /** 1-based. */
  line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  get isAtLineEnd(): boolean {
    return this.isAtEnd || this.text.charCodeAt(this.at) === newline;
  }

  is(character: string): boolean {
    return this.text[this.at] === character;
  }

  /** Goes over a character if it is there. */
  take(character: string): boolean {
    const isThere = this.is(character);
    if (isThere) this.at++;
    return isThere;
  }

  /** Goes over a text if it is there. */
  takeText(text: string): boolean {
    const isThere = this.text.startsWith(text, this.at);
    if (isThere) this.at += text.length;
    return isThere;
  }

  /** Goes over a character that must be there. */
  expect(character: string, where: string): void {
    if (!this.take(character))
      this.fail(`expected ${shown(character)} ${where}, got ${this.here()}`);
  }

  skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== space && code !== tab) return;
      this.at++;
    }
  }

  /** Up to a space, a tab or the end of the line. */
  word(): string {
    const from = this.at;
    for (; !this.isAtLineEnd; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code === space || code === tab) break;
    }
    return this.text.slice(from, this.at);
  }

  /** A name, empty where none begins: letters, digits and `_`, with colons in names of metrics. */
  name(hasColons: boolean): string {
    const from = this.at;
    while (isOfName(this.text.charCodeAt(this.at), hasColons, this.at > from)) this.at++;
    return this.text.slice(from, this.at);
  }

  /** The rest of the line. */
  rest(): string {
    const end = this.text.indexOf('\n', this.at);
    const from = this.at;
    this.at = end === -1 ? this.text.length : end;
    return this.text.slice(from, this.at);
  }

  /**
   * What stands between quotes, the first of which was read, with its escapes undone: `\\`, `\"`, `\n`.
   *
   * @param isStrict whether any other escape is an error; else it stands for itself
   */
  quoted(isStrict: boolean): string {
    let from = this.at;
    let before = '';
    for (; !this.isAtLineEnd; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code === quote) {
        this.at++;
        return before + this.text.slice(from, this.at - 1);
      }
      if (code !== backslash) continue;
      const [whole, plain] = this.#escape(isStrict, true);
      before += this.text.slice(from, this.at) + plain;
      this.at += whole.length - 1;
      from = this.at + 1;
    }
    return this.fail(
      'expected a quote at the end of the value of a label, got the end of the line',
    );
  }

  /** A text to the end of the line with its escapes undone. */
  escapedRest(isStrict: boolean, hasQuotes: boolean): string {
    let from = this.at;
    let before = '';
    for (; !this.isAtLineEnd; this.at++) {
      if (this.text.charCodeAt(this.at) !== backslash) continue;
      const [whole, plain] = this.#escape(isStrict, hasQuotes);
      before += this.text.slice(from, this.at) + plain;
      this.at += whole.length - 1;
      from = this.at + 1;
    }
    return before + this.text.slice(from, this.at);
  }

  /** Goes to the next line. @throws ExpositionError where this one has not ended */
  endLine(where: string): void {
    if (!this.isAtLineEnd) this.fail(`expected the end of the line ${where}, got ${this.here()}`);
    this.at++;
    this.line++;
    this.#lineStart = this.at;
  }

  /** @throws ExpositionError at a place, by default this one */
  fail(rule: string, at: number = this.at): never {
    throw new ExpositionError(rule, this.line, at - this.#lineStart + 1);
  }

  /** What stands here, for a message. */
  here(): string {
    if (this.isAtEnd) return 'the end of the page';
    if (this.isAtLineEnd) return 'the end of the line';
    const from = this.at;
    const end = Math.min(this.text.length, from + shownLength);
    return shown(this.text.slice(from, end).split('\n')[0] ?? '');
  }

  #escape(isStrict: boolean, hasQuotes: boolean): readonly [string, string] {
    const next = this.text[this.at + 1] ?? '\n';
    if (next === '\\') return ['\\\\', '\\'];
    if (next === 'n') return ['\\n', '\n'];
    if (next === '"' && hasQuotes) return ['\\"', '"'];
    if (isStrict)
      this.fail(
        `expected \\\\, \\n${hasQuotes ? ' or \\"' : ''} after a backslash, got ${shown(next)}`,
      );
    return ['\\', '\\'];
  }
}

/** A text in quotes, on one line. */
export function shown(text: string): string {
  return JSON.stringify(text.length > shownLength ? `${text.slice(0, shownLength)}...` : text);
}

function isOfName(code: number, hasColons: boolean, isInside: boolean): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    (hasColons && code === 58) ||
    (isInside && code >= 48 && code <= 57)
  );
}

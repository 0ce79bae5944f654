const unreadCharacters = 10;

/** Whether a text has letters of ASCII only: to compile a pattern for all letters takes milliseconds. */
export function isAscii(text: string): boolean {
  return /^[\t\n\r -~]*$/.test(text);
}

/** Reads the words and signs of one description after the other; every refusal is the parser's own. */
export class TokenReader {
  readonly #tokens: string[] = [];
  readonly #refuse: (reason: string) => Error;
  #position = 0;

  /**
   * @param pattern sticky; its first group is one token
   * @param refuse makes the error that is thrown, of a reason
   * @throws what `refuse` makes, where a part is no token
   */
  constructor(text: string, pattern: RegExp, refuse: (reason: string) => Error) {
    this.#refuse = refuse;
    pattern.lastIndex = 0;
    while (pattern.lastIndex < text.length) {
      const start = pattern.lastIndex;
      const token = pattern.exec(text)?.[1];
      if (token === undefined) {
        const unread = text.slice(start).trim().slice(0, unreadCharacters);
        throw refuse(`cannot read ${JSON.stringify(unread)}`);
      }
      this.#tokens.push(token);
    }
  }

  /** How many tokens were read. */
  get position(): number {
    return this.#position;
  }

  /** Goes over as many tokens without reading them. */
  skip(count: number): void {
    this.#position += count;
  }

  /** The token that comes, or one behind it; `undefined` at the end. */
  peek(ahead = 0): string | undefined {
    return this.#tokens[this.#position + ahead];
  }

  /** The tokens from a position up to here. */
  since(position: number): readonly string[] {
    return this.#tokens.slice(position, this.#position);
  }

  /** Empty at the end. */
  next(): string {
    const token = this.peek() ?? '';
    this.#position += 1;
    return token;
  }

  accept(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#position += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw this.#refuse(`expected ${token} before ${this.shown()}`);
  }

  expectEnd(): void {
    if (this.#position < this.#tokens.length) throw this.#refuse(`unexpected ${this.shown()}`);
  }

  /** The token that comes, for a message. */
  shown(): string {
    const token = this.peek();
    return token === undefined ? 'the end' : JSON.stringify(token);
  }
}

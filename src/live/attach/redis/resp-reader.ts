/** What a server answers in RESP2, the protocol of Redis. */
export type RespValue = string | number | null | RespError | readonly RespValue[];

/** An answer that says no: `NOAUTH Authentication required.` */
export class RespError {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Its first word: `NOAUTH`, `NOPERM`, `ERR`. */
  get code(): string {
    return this.text.split(' ')[0] ?? '';
  }
}

/** The bytes are no RESP: something else listens there. */
export class NotRespError extends Error {}

/** An answer about tables is a few KiB; a server that says more is none that is asked here. */
const mostBytes = 8 * 2 ** 20;
const mostItems = 1_000_000;
const deepest = 8;
const lineEnd = 0x0d;

/** Takes bytes as they come, and gives the answers that are whole. */
export class RespReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @throws NotRespError for bytes that are no answer of Redis, or for one that is too long */
  push(chunk: Buffer): readonly RespValue[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const answers: RespValue[] = [];
    let whole = 0;
    for (;;) {
      this.#at = whole;
      const answer = this.#value(0);
      if (answer === undefined) break;
      answers.push(answer);
      whole = this.#at;
    }
    this.#bytes = this.#bytes.subarray(whole);
    if (this.#bytes.length > mostBytes) throw new NotRespError(`more than ${mostBytes} bytes`);
    return answers;
  }

  /** `undefined` where it is not whole yet. */
  #value(depth: number): RespValue | undefined {
    if (depth > deepest) throw new NotRespError(`lists in lists, more than ${deepest} deep`);
    const line = this.#line();
    if (line === undefined) return undefined;
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case '+':
        return rest;
      case '-':
        return new RespError(rest);
      case ':':
        return wholeNumber(rest, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
      case '$':
        return this.#bulk(wholeNumber(rest, -1, mostBytes));
      case '*':
        return this.#list(wholeNumber(rest, -1, mostItems), depth);
      default:
        throw new NotRespError(JSON.stringify(line.slice(0, 40)));
    }
  }

  #line(): string | undefined {
    const end = this.#bytes.indexOf(lineEnd, this.#at);
    if (end === -1 || end + 1 === this.#bytes.length) {
      // What is no RESP shows at its first byte.
      if (this.#at < this.#bytes.length && !'+-:$*'.includes(this.#character(this.#at)))
        throw new NotRespError(
          JSON.stringify(this.#bytes.toString('latin1', this.#at, this.#at + 40)),
        );
      return undefined;
    }
    const line = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return line;
  }

  #character(at: number): string {
    return this.#bytes.toString('latin1', at, at + 1);
  }

  #bulk(length: number): string | null | undefined {
    if (length === -1) return null;
    const end = this.#at + length;
    if (end + 2 > this.#bytes.length) return undefined;
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return text;
  }

  #list(length: number, depth: number): readonly RespValue[] | null | undefined {
    if (length === -1) return null;
    const items: RespValue[] = [];
    while (items.length < length) {
      const item = this.#value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
}

function wholeNumber(text: string, min: number, max: number): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new NotRespError(`${JSON.stringify(text.slice(0, 40))} for a number`);
  return value;
}

/** A command with its words, as a list of texts. */
export function respCommand(words: readonly string[]): string {
  const texts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${texts.join('')}`;
}

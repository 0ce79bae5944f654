/** Longest line taken; a child that sends more than this without a newline has gone astray. */
const maxLineBytes = 256 * 1024 * 1024;

const newline = 0x0a;

/**
 * Cuts a byte stream into lines of JSON. Chunks are joined once per line, so that a long line costs
 * its length and not its square.
 *
 * @throws SyntaxError if a line is not JSON, with the beginning of the line.
 */
export class MessageLines {
  readonly #onMessage: (message: unknown) => void;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(onMessage: (message: unknown) => void) {
    this.#onMessage = onMessage;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#add(chunk.subarray(start, end));
      this.#flush();
      start = end + 1;
    }
    this.#add(chunk.subarray(start));
  }

  /** Bytes of a line that has not ended; a child that was killed leaves some. */
  get pendingBytes(): number {
    return this.#size;
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#size += part.length;
    if (this.#size > maxLineBytes) {
      throw new SyntaxError(`the child sent a line of more than ${maxLineBytes} bytes`);
    }
  }

  #flush(): void {
    const line = Buffer.concat(this.#parts, this.#size).toString('utf8');
    this.#parts = [];
    this.#size = 0;
    this.#onMessage(parse(line));
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new SyntaxError(
      `the child sent a line that is not JSON: ${JSON.stringify(line.slice(0, 80))}`,
    );
  }
}

import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream into lines; a line longer than allowed is handed over as `null`, and its rest dropped. */
export class BatchLines {
  readonly #maxBytes: number;
  readonly #onLine: (line: string | null) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #isDropping = false;

  /** @param maxBytes of a line, counted in UTF-16 units */
  constructor(maxBytes: number, onLine: (line: string | null) => void) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
  }

  /** Bytes of the line that has not ended yet. */
  get heldBytes(): number {
    return 2 * this.#rest.length;
  }

  push(chunk: Buffer): void {
    const text = this.#decoder.write(chunk);
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#finish(this.#rest + text.slice(from, end));
      this.#rest = '';
      from = end + 1;
    }
    this.#rest += text.slice(from);
    if (this.#rest.length > this.#maxBytes) {
      this.#rest = '';
      if (!this.#isDropping) this.#onLine(null);
      this.#isDropping = true;
    }
  }

  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== '' || this.#isDropping) this.#finish(this.#rest);
  }

  #finish(line: string): void {
    const wasDropping = this.#isDropping;
    this.#isDropping = false;
    if (!wasDropping) this.#onLine(line.length > this.#maxBytes ? null : line);
  }
}

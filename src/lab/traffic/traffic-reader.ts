import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { guessFormat, lineParser, type TrafficSource } from './line-parser.ts';
import type { LineParser, OperationSink } from './recorded-operation.ts';
import type { TrafficFormat } from './traffic-format.ts';

const lineEnd = 0x0a;
const carriageReturn = 0x0d;
/** No key and no line of a log is longer; a file without line ends is none of ours. */
const mostLineBytes = 1 << 20;
const shownCharacters = 80;

/** Cuts pieces of a recording into lines, and reads each. */
export class TrafficReader {
  readonly #where: string;
  readonly #source: TrafficSource;
  readonly #sink: OperationSink;
  #parser: LineParser | null = null;
  #format: TrafficFormat | null = null;
  /** The beginning of a line whose end is in the next piece. */
  #rest: Uint8Array = new Uint8Array(0);
  #lines = 0;

  /** @param where what the messages name, usually the file */
  constructor(where: string, source: TrafficSource, sink: OperationSink) {
    this.#where = where;
    this.#source = source;
    this.#sink = sink;
  }

  /** The format, once the first line was read. */
  get format(): TrafficFormat | null {
    return this.#format;
  }

  /**
   * Reads the lines of a piece that end in it, from `from` on, until `isEnough`.
   *
   * @returns where the next line begins; the length of the piece where all were read
   * @throws SandboxError `input` for a line that cannot be read
   */
  read(piece: Uint8Array, from: number, isEnough: () => boolean): number {
    let at = from;
    while (at < piece.length) {
      const end = piece.indexOf(lineEnd, at);
      if (end === -1) {
        this.#keep(piece.subarray(at));
        return piece.length;
      }
      if (this.#rest.length > 0) {
        this.#keep(piece.subarray(at, end));
        this.#line(this.#rest, 0, this.#rest.length);
        this.#rest = new Uint8Array(0);
      } else this.#line(piece, at, end);
      at = end + 1;
      if (isEnough()) return at;
    }
    return at;
  }

  /** Reads the last line, which may lack its end. */
  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest, 0, this.#rest.length);
    this.#rest = new Uint8Array(0);
  }

  #keep(part: Uint8Array): void {
    const length = this.#rest.length + part.length;
    if (length > mostLineBytes)
      throw this.#wrong(`a line of at most ${mostLineBytes} bytes`, part, 0, part.length);
    const rest = new Uint8Array(length);
    rest.set(this.#rest);
    rest.set(part, this.#rest.length);
    this.#rest = rest;
  }

  #line(bytes: Uint8Array, from: number, lineTo: number): void {
    this.#lines += 1;
    const to = lineTo > from && bytes[lineTo - 1] === carriageReturn ? lineTo - 1 : lineTo;
    if (to === from) return;
    const parser = this.#parser ?? this.#open(bytes, from, to);
    const rule = parser(bytes, from, to, this.#sink);
    if (rule !== null) throw this.#wrong(rule, bytes, from, to);
  }

  #open(bytes: Uint8Array, from: number, to: number): LineParser {
    const { columns = {} } = this.#source;
    const format = this.#source.format ?? guessFormat(textOf(bytes, from, to), columns);
    this.#format = format;
    this.#parser = lineParser(format, columns, this.#where);
    return this.#parser;
  }

  #wrong(rule: string, bytes: Uint8Array, from: number, to: number): SandboxError {
    const text = textOf(bytes, from, Math.min(to, from + shownCharacters));
    const format = this.#format === null ? '' : ` (${this.#format})`;
    return new SandboxError(
      'input',
      `cannot read ${this.#where}, line ${Math.max(1, this.#lines)}${format}: expected ${rule}, got ${JSON.stringify(text)}`,
    );
  }
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}

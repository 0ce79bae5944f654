import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { guessFormat, lineFormat, type TrafficSource } from './line-format.ts';
import type { LineFormat, OperationSink } from './recorded-operation.ts';
import type { TrafficFormat } from './traffic-format.ts';
import type { TrafficOperations } from './traffic-operations.ts';

const lineEnd = 0x0a;
const carriageReturn = 0x0d;
/** No key and no line of a log is longer; a file without line ends is none of ours. */
const mostLineBytes = 1 << 20;
const shownCharacters = 80;
/** Lines that are worth a scan, and how long it is not tried again where there are fewer. */
const fewLines = 16;
const longestStreak = 1023;
/** Why the scanner stopped: `Ending` in `scanner/lines/read-lines.ts`. */
const endings = { input: 0, strange: 2 } as const;

const noPiece: Uint8Array = new Uint8Array(0);

/**
 * Cuts pieces of a recording into lines, and reads each. The scanner reads the lines of formats that it knows; a
 * line that is not as most are, and one whose end is in another piece, is read here.
 */
export class TrafficReader {
  readonly #where: string;
  readonly #source: TrafficSource;
  readonly #traffic: TrafficOperations;
  readonly #sink: OperationSink;
  readonly #mayScan: boolean;
  #lineFormat: LineFormat | null = null;
  #format: TrafficFormat | null = null;
  #isScanning = false;
  /** Lines to read one by one before the scanner tries again, of so many in a row. */
  #oneByOne = 0;
  #streak = 0;
  /** The part of a piece that lies in the memory of the scanner. */
  #loaded: Uint8Array = noPiece;
  #loadedFrom = 0;
  #loadedTo = 0;
  /** The beginning of a line whose end is in the next piece. */
  #rest: Uint8Array = noPiece;
  #lines = 0;

  /**
   * @param where what the messages name, usually the file
   * @param mayScan false reads every line one by one
   */
  constructor(where: string, source: TrafficSource, traffic: TrafficOperations, mayScan = true) {
    this.#where = where;
    this.#source = source;
    this.#traffic = traffic;
    this.#mayScan = mayScan;
    this.#sink = (operation) => {
      traffic.take(operation);
    };
  }

  /** The format, once the first line was read. */
  get format(): TrafficFormat | null {
    return this.#format;
  }

  /**
   * Reads the lines of a piece that end in it, from `from` on, until there are enough operations.
   *
   * @returns where the next line begins; the length of the piece where all were read
   * @throws SandboxError `input` for a line that cannot be read
   */
  read(piece: Uint8Array, from: number): number {
    // A piece may lie where another one lay.
    if (from === 0) this.#loaded = noPiece;
    let at = from;
    while (at < piece.length) {
      if (this.#oneByOne > 0) this.#oneByOne -= 1;
      else if (this.#isScanning && this.#rest.length === 0) {
        at = this.#scan(piece, at);
        if (this.#traffic.isEnough) return at;
      }
      at = this.#readOne(piece, at);
      if (this.#traffic.isEnough) return at;
    }
    return at;
  }

  /** Lets the scanner read lines; returns where the first one begins that it did not. */
  #scan(piece: Uint8Array, from: number): number {
    const { exports, inputBytes } = this.#traffic.scanner;
    for (let at = from; ;) {
      if (piece !== this.#loaded || at < this.#loadedFrom || at >= this.#loadedTo) {
        this.#loaded = piece;
        this.#loadedFrom = at;
        this.#loadedTo = Math.min(piece.length, at + inputBytes);
        this.#traffic.scanner.load(piece.subarray(at, this.#loadedTo));
      }
      const next =
        this.#loadedFrom +
        this.#traffic.readLines(at - this.#loadedFrom, this.#loadedTo - this.#loadedFrom);
      this.#lines += exports.linesRead.value;
      const ending = exports.ending.value;
      if (ending === endings.strange) this.#meetStrange(exports.linesRead.value);
      if (this.#traffic.isEnough || ending === endings.strange) return next;
      // All of the piece, or a line that is longer than what the scanner can hold.
      if (
        ending === endings.input &&
        (this.#loadedTo === piece.length || next === this.#loadedFrom)
      )
        return next;
      if (ending === endings.input) this.#loaded = noPiece;
      at = next;
    }
  }

  /** Where strange lines are many, to begin to scan behind each would cost more than it saves. */
  #meetStrange(linesBefore: number): void {
    this.#streak = linesBefore < fewLines ? Math.min(longestStreak, 2 * this.#streak + 1) : 0;
    this.#oneByOne = this.#streak;
  }

  #readOne(piece: Uint8Array, at: number): number {
    const end = piece.indexOf(lineEnd, at);
    if (end === -1) {
      this.#keep(piece.subarray(at));
      return piece.length;
    }
    if (this.#rest.length > 0) {
      this.#keep(piece.subarray(at, end));
      this.#line(this.#rest, 0, this.#rest.length);
      this.#rest = noPiece;
    } else this.#line(piece, at, end);
    return end + 1;
  }

  /** Reads the last line, which may lack its end. */
  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest, 0, this.#rest.length);
    this.#rest = noPiece;
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
    const { parse, teach } = this.#lineFormat ?? this.#open(bytes, from, to);
    const rule = parse(bytes, from, to, this.#sink);
    if (rule !== null) throw this.#wrong(rule, bytes, from, to);
    if (this.#mayScan && !this.#isScanning)
      this.#isScanning = teach?.(this.#traffic.scanner.exports) ?? false;
  }

  #open(bytes: Uint8Array, from: number, to: number): LineFormat {
    const { columns = {} } = this.#source;
    const format = this.#source.format ?? guessFormat(textOf(bytes, from, to), columns);
    this.#format = format;
    this.#lineFormat = lineFormat(format, columns, this.#where);
    return this.#lineFormat;
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

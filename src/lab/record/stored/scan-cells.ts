/** Where the cells of a document lie, and all that is not of them. */
export interface ScannedDocument {
  /** First byte and bytes of each cell, in turn. */
  readonly ranges: readonly number[];
  /** The document as JSON, with 0 in the place of each cell. */
  readonly rest: string;
}

const quote = 0x22;
const backslash = 0x5c;
/** Brackets and braces differ in one bit: these are the codes of both with that bit set. */
const bracketBit = 0x20;
const opening = 0x7b;
const closing = 0x7d;
const openBrace = 0x7b;
const zero = Buffer.from('0');

/** No document of ours is deeper than some tens. */
const mostDepth = 200;
/** What stands beside the cells is a small part of any record. */
const mostRestBytes = 64 * 2 ** 20;
const mostNameLength = 100;

/**
 * Finds the cells of a record of version 1 without holding the document: the objects in the list of
 * its member `cells`. Nothing is checked but brackets; whoever parses the pieces finds the rest.
 *
 * @returns `null` for a document that is deeper than any of ours, or has no such list
 */
export function scanCells(chunks: Iterable<Buffer>): ScannedDocument | null {
  const scanner = new CellScanner();
  for (const chunk of chunks) {
    scanner.take(chunk);
    if (scanner.isForeign) return null;
  }
  return scanner.result();
}

class CellScanner {
  /** Whether it is no document of ours. */
  isForeign = false;
  readonly #ranges: number[] = [];
  readonly #rest: Buffer[] = [];
  #restBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isInCells = false;
  #hasCells = false;
  /** The last string of the outermost object, which is a key where a list follows. */
  #name = '';
  /** Where in the chunk the part of it begins that is not in `name` yet; -1 outside of one. */
  #nameFrom = -1;
  /** First byte in the document of the cell that is open; -1 outside of one. */
  #cellFrom = -1;
  /** Bytes of the chunks before. */
  #before = 0;
  /** Where in the chunk the bytes begin that belong to the rest. */
  #keptFrom = 0;
  #chunk: Buffer = zero;

  take(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#keptFrom = 0;
    if (this.#nameFrom !== -1) this.#nameFrom = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk[at] ?? 0;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === backslash) this.#isEscaped = true;
        else if (code === quote) this.#endString(at);
      } else if (code === quote) this.#beginString(at);
      else if ((code | bracketBit) === opening) this.#open(code, at);
      else if ((code | bracketBit) === closing) this.#close(at);
    }
    if (this.#nameFrom !== -1) this.#name += chunk.toString('latin1', this.#nameFrom);
    if (this.#cellFrom === -1) this.#keep(chunk.length);
    this.#before += chunk.length;
    if (this.#restBytes > mostRestBytes || this.#name.length > mostNameLength)
      this.isForeign = true;
  }

  result(): ScannedDocument | null {
    if (!this.#hasCells || this.#cellFrom !== -1) return null;
    return { ranges: this.#ranges, rest: Buffer.concat(this.#rest).toString('utf8') };
  }

  #beginString(at: number): void {
    this.#isInString = true;
    if (this.#depth !== 1) return;
    this.#name = '';
    this.#nameFrom = at + 1;
  }

  #endString(at: number): void {
    this.#isInString = false;
    if (this.#nameFrom === -1) return;
    this.#name += this.#chunk.toString('latin1', this.#nameFrom, at);
    this.#nameFrom = -1;
  }

  #open(code: number, at: number): void {
    if (this.#depth === 1 && code !== openBrace && this.#name === 'cells') {
      this.#isInCells = true;
      this.#hasCells = true;
    } else if (this.#depth === 2 && this.#isInCells && code === openBrace) {
      this.#keep(at);
      this.#rest.push(zero);
      this.#cellFrom = this.#before + at;
    }
    this.#depth += 1;
    if (this.#depth > mostDepth) this.isForeign = true;
  }

  #close(at: number): void {
    this.#depth -= 1;
    if (this.#depth === 2 && this.#cellFrom !== -1) {
      this.#ranges.push(this.#cellFrom, this.#before + at + 1 - this.#cellFrom);
      this.#cellFrom = -1;
      this.#keptFrom = at + 1;
    } else if (this.#depth === 1) this.#isInCells = false;
  }

  /** Copied: a part of a chunk would keep all of it. */
  #keep(to: number): void {
    const kept = Buffer.from(this.#chunk.subarray(this.#keptFrom, to));
    this.#rest.push(kept);
    this.#restBytes += kept.length;
  }
}

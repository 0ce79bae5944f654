import { encodingOf } from '../../../base/primitives/input/encoding-of.ts';

/** Where the bytes of a document come from a piece at a time. */
export interface Pieces {
  /** No more bytes than these. */
  readonly bytes: number;
  /** @param makeRoom gives the memory of the next piece */
  read(makeRoom: () => Uint8Array): Iterable<Uint8Array>;
}

/** A document in one piece, not read or decoded before somebody asks. */
export class RawText {
  readonly kind = 'text';
  /** `null` where the text came as one. */
  readonly pieces: Pieces | null;
  readonly #read: () => string;
  #text: string | null = null;

  constructor(content: Uint8Array | string);
  /** @param content reads it, as a whole */
  constructor(content: () => Uint8Array, pieces: Pieces);
  constructor(content: Uint8Array | string | (() => Uint8Array), pieces: Pieces | null = null) {
    this.pieces = content instanceof Uint8Array ? piecesOf(content) : pieces;
    this.#read = () => {
      if (typeof content === 'string') return content;
      return decoded(typeof content === 'function' ? content() : content);
    };
  }

  get text(): string {
    this.#text ??= this.#read();
    return this.#text;
  }
}

function piecesOf(bytes: Uint8Array): Pieces {
  return {
    bytes: bytes.length,
    *read(makeRoom) {
      for (let at = 0; at < bytes.length;) {
        const room = makeRoom();
        const piece = bytes.subarray(at, at + room.length);
        room.set(piece);
        at += piece.length;
        yield room.subarray(0, piece.length);
      }
    },
  };
}

function decoded(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString(encodingOf(bytes));
}

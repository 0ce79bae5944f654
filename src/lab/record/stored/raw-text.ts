import { isAscii } from 'node:buffer';

/** A document in one piece, not decoded before somebody asks. */
export class RawText {
  readonly kind = 'text';
  /** `null` where the text came as one. */
  readonly bytes: Uint8Array | null;
  #text: string | null;

  constructor(content: Uint8Array | string) {
    this.bytes = typeof content === 'string' ? null : content;
    this.#text = typeof content === 'string' ? content : null;
  }

  get text(): string {
    this.#text ??= decoded(this.bytes ?? new Uint8Array(0));
    return this.#text;
  }
}

/** Most documents are ASCII, which is copied in half of the time that UTF-8 takes. */
function decoded(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

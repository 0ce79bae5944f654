import { encodingOf } from '../../../base/primitives/input/encoding-of.ts';

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

function decoded(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString(encodingOf(bytes));
}

import type { KeyLayout } from '../../workload/key-layout.ts';
import type { OperationStream } from '../../workload/operation-stream.ts';

/** What a key is in JavaScript. */
export type NativeKey = number | bigint | string;

/** Turns the keys of a block into keys of a `Map`: key `at` of the block. */
export type KeyReader = (at: number) => NativeKey;

/**
 * What a JavaScript program would use: a number for an integer up to 32 bits, a bigint for 64, a
 * string for a string. Arrays of bytes are no values in JavaScript: they become strings of one
 * character per byte.
 */
export function keyReader(stream: OperationStream, layout: KeyLayout): KeyReader {
  const { keys, keyStride } = stream;
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  if (!layout.isString) {
    if (keyStride === 0) return () => 0;
    if (keyStride === 1) return (at) => view.getInt8(at);
    if (keyStride === 2) return (at) => view.getInt16(at * 2, true);
    if (layout.isFloat === true)
      return keyStride === 8
        ? (at) => view.getFloat64(at * 8, true)
        : (at) => view.getFloat32(at * 4, true);
    if (keyStride === 4) return (at) => view.getInt32(at * 4, true);
    if (keyStride === 8) return (at) => view.getBigInt64(at * 8, true);
  }
  const bytes = Buffer.from(keys.buffer, keys.byteOffset, keys.byteLength);
  return (at) => bytes.toString('latin1', at * keyStride, (at + 1) * keyStride);
}

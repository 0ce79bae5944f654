import type { KeyLayout } from '../../workload/key-layout.ts';
import type { OperationStream } from '../../workload/operation-stream.ts';

/** What a key is in JavaScript. */
export type NativeKey = number | bigint | string;

/** Turns the keys of a block into keys of a `Map`: key `at` of the block. */
export type KeyReader = (at: number) => NativeKey;

/**
 * What a JavaScript program would use: a number for an integer up to 32 bits, a bigint for 64, a
 * string for a string, and either of them for an interface. Arrays of bytes are no values in JavaScript: they become strings of one
 * character per byte, as do keys in several parts.
 */
export function keyReader(stream: OperationStream, layout: KeyLayout): KeyReader {
  const { keys, keyStride } = stream;
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const { parts } = layout;
  if (parts?.list.length === 1 && parts.list[0]?.kind === 'interface')
    return heldReader(view, keyStride, parts.textBytes);
  if (!layout.isString && parts === undefined) {
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

/** What an interface holds, by the tag before it. */
const heldText = 2;
const heldAt = 8;

function heldReader(view: DataView, stride: number, textBytes: number): KeyReader {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return (at) => {
    const start = at * stride + heldAt;
    return view.getUint32(at * stride, true) === heldText
      ? bytes.toString('latin1', start, start + textBytes)
      : view.getBigInt64(start, true);
  };
}

import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { SharedMemory } from './web-assembly.ts';

/** Addresses of a message and of a file's name, both 0 for none; a line and a column from 1. */
type Abort = (message: number, file: number, line: number, column: number) => never;

/**
 * The function that the kernel with assertions calls when one fails. The released kernel has none.
 * @throws SandboxError `internal` with the assertion and its place, whenever it is called.
 */
export function kernelAbort({ buffer }: SharedMemory): Abort {
  return (message, file, line, column) => {
    throw new SandboxError(
      'internal',
      `an assertion of the kernel failed: ${textAt(buffer, message)} ` +
        `(${textAt(buffer, file)}:${line}:${column})`,
    );
  };
}

/** A string of AssemblyScript: UTF-16, with the number of its bytes in the word before it. */
function textAt(buffer: SharedArrayBuffer, address: number): string {
  if (address === 0) return 'no message';
  const bytes = new DataView(buffer).getUint32(address - 4, true);
  // The decoder refuses shared memory, so the bytes are copied first.
  return new TextDecoder('utf-16le').decode(new Uint8Array(buffer, address, bytes).slice());
}

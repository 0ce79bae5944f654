import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { SharedMemory } from './web-assembly.ts';

/** Where the kernel with assertions reports the first that fails. The released kernel has none. */
export class KernelAbort {
  readonly #buffer: SharedArrayBuffer;
  #failed: SandboxError | undefined;

  constructor({ buffer }: SharedMemory) {
    this.#buffer = buffer;
  }

  /**
   * @param message the address of a text, 0 for none, as is `file`
   * @throws SandboxError `internal` with the assertion and its place, whenever it is called
   */
  fail(message: number, file: number, line: number, column: number): never {
    const place = `${this.#text(file)}:${line}:${column}`;
    this.#failed = new SandboxError(
      'internal',
      `an assertion of the kernel failed: ${this.#text(message)} (${place})`,
    );
    throw this.#failed;
  }

  /** Throws again what failed: it may hold the lock that the kernel is about to wait for. */
  check(): void {
    if (this.#failed !== undefined) throw this.#failed;
  }

  /** A string of AssemblyScript: UTF-16, with the number of its bytes in the word before it. */
  #text(address: number): string {
    if (address === 0) return 'no message';
    const bytes = new DataView(this.#buffer).getUint32(address - 4, true);
    // The decoder refuses shared memory, so the bytes are copied first.
    return new TextDecoder('utf-16le').decode(new Uint8Array(this.#buffer, address, bytes).slice());
  }
}

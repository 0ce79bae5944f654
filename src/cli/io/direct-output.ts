import { fstatSync, writeSync } from 'node:fs';
import { fileErrorCode } from '../../base/primitives/errors/file-error.ts';
import type { CliOutput } from './cli-io.ts';

/** What the system calls the device that forgets everything, on Linux. */
const nullDevice = 0x103;

/** Whether a terminal may be behind a descriptor: whatever else reads or keeps, no device does. */
export function mayBeTerminal(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isCharacterDevice() && stat.rdev !== nullDevice;
  } catch {
    // Closed by whoever started the process: the stream knows what to do.
    return true;
  }
}

/**
 * A standard output that is no terminal, written to without a stream: to open one costs a fifth of what a
 * short command takes. Where the reader is slow and its pipe does not block, a stream takes over.
 */
export class DirectOutput implements CliOutput {
  readonly isTTY = false;
  readonly #descriptor: number;
  readonly #openStream: () => NodeJS.WritableStream;
  readonly #onError: (error: Error) => void;
  #stream: NodeJS.WritableStream | null = null;
  #hasFailed = false;

  /** @param onError is told the first failure; what is written after it goes nowhere */
  constructor(
    descriptor: number,
    openStream: () => NodeJS.WritableStream,
    onError: (error: Error) => void,
  ) {
    this.#descriptor = descriptor;
    this.#openStream = openStream;
    this.#onError = onError;
  }

  write(text: string): void {
    if (this.#hasFailed) return;
    let rest: Uint8Array = Buffer.from(text);
    try {
      while (this.#stream === null && rest.length > 0)
        rest = rest.subarray(writeSync(this.#descriptor, rest));
    } catch (error) {
      const code = fileErrorCode(error);
      if (!(error instanceof Error) || code === '') throw error;
      if (code === 'EAGAIN') this.#stream = this.#openStream();
      else {
        this.#hasFailed = true;
        this.#onError(error);
        return;
      }
    }
    if (rest.length > 0) this.#stream?.write(rest);
  }
}

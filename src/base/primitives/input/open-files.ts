import { closeSync, openSync, readSync } from 'node:fs';
import { cannotRead } from './read-input.ts';

/** Where a piece of a file stands, in bytes. */
export interface FilePlace {
  readonly offset: number;
  readonly length: number;
}

/** A run may have more shards than a process may have open files. */
const mostOpen = 64;

/**
 * Reads pieces out of files and keeps those open that were read last: to open one takes as long as to read
 * from it. Whoever made it closes it; until then a file that is replaced or removed is read as it was.
 */
export class OpenFiles {
  /** The one that was read last is the last. */
  readonly #descriptors = new Map<string, number>();

  /** The text of a piece. @throws SandboxError `input` where the file is not there, or ends before the place does */
  read(path: string, { offset, length }: FilePlace): string {
    const bytes = Buffer.allocUnsafe(length);
    try {
      const descriptor = this.#open(path);
      for (let read = 0; read < length;) {
        const more = readSync(descriptor, bytes, read, length - read, offset + read);
        if (more === 0) throw new Error('it became shorter while it was read');
        read += more;
      }
    } catch (error) {
      throw cannotRead(path, error);
    }
    return bytes.toString('utf8');
  }

  close(): void {
    for (const path of this.#descriptors.keys()) this.#close(path);
  }

  #open(path: string): number {
    const known = this.#descriptors.get(path);
    if (known === undefined) {
      const [oldest] = this.#descriptors.keys();
      if (oldest !== undefined && this.#descriptors.size >= mostOpen) this.#close(oldest);
    } else this.#descriptors.delete(path);
    const descriptor = known ?? openSync(path, 'r');
    this.#descriptors.set(path, descriptor);
    return descriptor;
  }

  #close(path: string): void {
    const descriptor = this.#descriptors.get(path);
    this.#descriptors.delete(path);
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

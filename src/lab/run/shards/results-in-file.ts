import { closeSync, openSync, readSync } from 'node:fs';
import { cannotRead } from '../../../base/primitives/input/read-input.ts';
import type { ProcessResult } from '../journal/process-result.ts';
import type { LinePlace } from '../journal/read-journal.ts';

/**
 * The results of a journal by key, each read from its line when it is asked for: a run of many cells does
 * not fit into memory. The lines were checked when their places were found.
 */
export class ResultsInFile implements ReadonlyMap<string, ProcessResult> {
  readonly #file: string;
  readonly #places: ReadonlyMap<string, LinePlace>;

  constructor(file: string, places: ReadonlyMap<string, LinePlace>) {
    this.#file = file;
    this.#places = places;
  }

  get size(): number {
    return this.#places.size;
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** @throws SandboxError `input` where the file is gone by now */
  get(key: string): ProcessResult | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#read(place);
  }

  keys(): MapIterator<string> {
    return this.#places.keys();
  }

  *values(): MapIterator<ProcessResult> {
    for (const place of this.#places.values()) yield this.#read(place);
  }

  *entries(): MapIterator<[string, ProcessResult]> {
    for (const [key, place] of this.#places) yield [key, this.#read(place)];
  }

  [Symbol.iterator](): MapIterator<[string, ProcessResult]> {
    return this.entries();
  }

  forEach(
    each: (result: ProcessResult, key: string, map: ReadonlyMap<string, ProcessResult>) => void,
  ): void {
    for (const [key, result] of this) each(result, key, this);
  }

  #read({ offset, length }: LinePlace): ProcessResult {
    const bytes = Buffer.allocUnsafe(length);
    try {
      // Opened each time: a run may have more shards than a process may have open files.
      const descriptor = openSync(this.#file, 'r');
      try {
        for (let read = 0; read < length;) {
          const more = readSync(descriptor, bytes, read, length - read, offset + read);
          if (more === 0) throw new Error('it became shorter while it was read');
          read += more;
        }
      } finally {
        closeSync(descriptor);
      }
      const { result }: { readonly result: ProcessResult } = JSON.parse(bytes.toString('utf8'));
      return result;
    } catch (error) {
      throw cannotRead(this.#file, error);
    }
  }
}

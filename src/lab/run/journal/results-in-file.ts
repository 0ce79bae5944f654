import type { FilePlace, OpenFiles } from '../../../base/primitives/input/open-files.ts';
import type { ProcessResult } from './process-result.ts';

/**
 * The results of a journal by key, each read from its line when it is asked for: a run of many cells does
 * not fit into memory. The lines were checked when their places were found.
 */
export class ResultsInFile implements ReadonlyMap<string, ProcessResult> {
  readonly #file: string;
  readonly #places: ReadonlyMap<string, FilePlace>;
  readonly #files: OpenFiles;

  /** @param files must stay open for as long as results are asked for */
  constructor(file: string, places: ReadonlyMap<string, FilePlace>, files: OpenFiles) {
    this.#file = file;
    this.#places = places;
    this.#files = files;
  }

  get size(): number {
    return this.#places.size;
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** @throws SandboxError `input` where the file cannot be read any more */
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

  #read(place: FilePlace): ProcessResult {
    const text = this.#files.read(this.#file, place);
    const { result }: { readonly result: ProcessResult } = JSON.parse(text);
    return result;
  }
}

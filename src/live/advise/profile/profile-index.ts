import { basename } from 'node:path';
import type { HeapProfile, HeapSample, ProfileFrame } from '../../attach/pprof/heap-profile.ts';
import type { SiteUse } from '../sites/map-site.ts';

/** How many calls above the line that allocates a map may have been handed on. */
const mostCalls = 4;

/** Samples of a heap profile by the lines of source that allocated them; each is taken once. */
export class ProfileIndex {
  readonly rateBytes: number;
  readonly #byLine = new Map<string, { readonly sample: HeapSample; readonly depth: number }[]>();
  readonly #taken = new Set<HeapSample>();

  constructor({ rateBytes, samples }: HeapProfile) {
    this.rateBytes = rateBytes;
    for (const sample of samples) {
      if (sample.blockBytes === 0 || sample.sampledInUse === 0) continue;
      for (const [depth, frame] of sample.frames.slice(0, mostCalls).entries()) {
        const key = `${basename(frame.file)}:${frame.line}`;
        const known = this.#byLine.get(key);
        if (known === undefined) this.#byLine.set(key, [{ sample, depth }]);
        else known.push({ sample, depth });
      }
    }
  }

  /**
   * Takes the samples of blocks that a use of a map allocated: a write or a `make` itself, or, where the map
   * was handed on, a function below it.
   */
  take(use: SiteUse, isTable: (blockBytes: number) => boolean): readonly HeapSample[] {
    const isOwn = use.kind !== 'escape';
    const found = (this.#byLine.get(`${basename(use.file.fullPath)}:${use.line}`) ?? []).filter(
      ({ sample, depth }) =>
        (depth === 0) === isOwn &&
        !this.#taken.has(sample) &&
        isTable(sample.blockBytes) &&
        isFrameOf(sample.frames[depth], use),
    );
    for (const { sample } of found) this.#taken.add(sample);
    return found.map(({ sample }) => sample);
  }

  /** Whether a sample was taken as a table of some map. */
  isTaken(sample: HeapSample): boolean {
    return this.#taken.has(sample);
  }
}

/** Paths of a profile may be cut off at the module: the function decides. */
function isFrameOf(frame: ProfileFrame | undefined, { function: name }: SiteUse): boolean {
  return frame !== undefined && isFunctionOf(frame.function, name);
}

/** Whether a symbol such as `main.(*Store).Put.func1` is of the function that sources call `Store.Put`. */
export function isFunctionOf(symbol: string, name: string): boolean {
  const called = symbol
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/[(*)]/g, '')
    .replace(/^.*\//, '');
  const [, ...words] = called.split('.');
  const wanted = name === '' ? ['init'] : name.replaceAll(/\[.*?\]/g, '').split('.');
  return wanted.every((word, index) => words[index] === word);
}

import { numberAt } from '../../../../base/primitives/number-at.ts';
import type { MemoryReader } from './map-context.ts';

const topHashBytes = 8;
const emptyRest = 0;
const emptyOne = 1;
const firstEvacuated = 2;
const lastEvacuated = 4;
const mostChained = 64;

/**
 * The tophash bytes and overflow pointers of classic buckets. Keys and values, which lie between the
 * two, are never read.
 */
export class ClassicBuckets {
  readonly #memory: MemoryReader;
  readonly #bucketBytes: number;
  readonly #followsChains: boolean;

  constructor(memory: MemoryReader, bucketBytes: number, followsChains: boolean) {
    this.#memory = memory;
    this.#bucketBytes = bucketBytes;
    this.#followsChains = followsChains;
  }

  /**
   * Entries of a bucket and its chain; `null` if the bytes are no tophashes. An old bucket that has
   * moved holds none.
   */
  entriesIn(array: number, index: number, generation: 'current' | 'old'): number | null {
    let address = array + index * this.#bucketBytes;
    let entries = 0;
    for (let length = 0; address !== 0 && length < mostChained; length++) {
      const hashes = this.#memory.read(address, topHashBytes);
      const held = hashes === null ? null : countEntries(hashes, generation);
      if (held === null) return null;
      entries += held;
      if (!this.#followsChains) break;
      address = this.overflowOf(address);
    }
    return entries;
  }

  /** The next bucket of a chain, or 0. */
  overflowOf(bucket: number): number {
    return this.#memory.readWord(bucket + this.#bucketBytes - 8) ?? 0;
  }
}

function countEntries(hashes: Buffer, generation: 'current' | 'old'): number | null {
  const first = numberAt(hashes, 0);
  const hasMoved = first >= firstEvacuated && first <= lastEvacuated;
  if (hasMoved) {
    const isMoved = hashes.every((hash) => hash >= firstEvacuated && hash <= lastEvacuated);
    return generation === 'old' && isMoved ? 0 : null;
  }
  let entries = 0;
  let isRest = false;
  for (const hash of hashes) {
    if (isRest && hash !== emptyRest) return null;
    if (hash === emptyRest) isRest = true;
    else if (hash === emptyOne) continue;
    else if (hash <= lastEvacuated) return null;
    else entries += 1;
  }
  return entries;
}

import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { CollectionCounters } from './node-layout.ts';

/** Before the heap lies its isolate, which counts too. */
const searchedFrom = -0x12000;
const searchedTo = 0x4000;
const stepBytes = 0x1000;

/** Collections of two kinds, asked for in different numbers so that their counters differ. */
const minors = 5;
const majors = 3;

/**
 * Finds the counters of collections by collecting: the only words that rise by just that many.
 * `null` where there is none that counts all.
 */
export async function learnCollections(
  memory: ProcessMemory,
  heap: number,
  collect: (kind: 'minor' | 'major', times: number) => Promise<void>,
): Promise<CollectionCounters | null> {
  const before = snapshot(memory, heap);
  await collect('minor', minors);
  const between = snapshot(memory, heap);
  await collect('major', majors);
  const after = snapshot(memory, heap);
  const risingBy = (ofMinors: number): number | null => {
    for (let at = 0; at + 4 <= before.length; at += 4) {
      const first = between.readInt32LE(at) - before.readInt32LE(at);
      const second = after.readInt32LE(at) - between.readInt32LE(at);
      if (first === ofMinors && second === majors) return at + searchedFrom;
    }
    return null;
  };
  const all = risingBy(minors);
  return all === null ? null : { all, major: risingBy(0) };
}

function snapshot(memory: ProcessMemory, heap: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = searchedFrom; at < searchedTo; at += stepBytes)
    parts.push(memory.read(heap + at, stepBytes) ?? Buffer.alloc(stepBytes));
  return Buffer.concat(parts);
}

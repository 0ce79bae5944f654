import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { CollectionCounters } from './node-layout.ts';

/** Before the heap lies its isolate, which counts too. */
const searchedFrom = -0x12000;
const searchedTo = 0x4000;
const stepBytes = 0x1000;

/** Collections of two kinds, asked for in different numbers so that their counters differ. */
const minors = 5;
const majors = 3;

/** Lets the process collect garbage so many times. */
export type Collect = (kind: 'minor' | 'major', times: number) => Promise<void>;

/**
 * Finds the counters of collections by collecting: the only words that rise by just that many.
 * `null` where there is none that counts all.
 */
export async function learnCollections(
  memory: ProcessMemory,
  heap: number,
  collect: Collect,
): Promise<Omit<CollectionCounters, 'state'> | null> {
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
  if (all === null) return null;
  return { all, major: risingBy(0) };
}

function snapshot(memory: ProcessMemory, heap: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = searchedFrom; at < searchedTo; at += stepBytes)
    parts.push(memory.read(heap + at, stepBytes) ?? Buffer.alloc(stepBytes));
  return Buffer.concat(parts);
}

/** The state lies at the start of the heap; its values are those of a small enumeration. */
const stateBytes = 0x800;
const mostStates = 8;
/** Collections that are watched at a time, and how often: a busy machine lets few reads meet them. */
const watchedMajors = 10;
const watchedMinors = 60;
const mostRounds = 8;
const readsPerTurn = 50;
/** How often a state must be seen in collections of each kind. */
const leastSeen = 5;

/**
 * Where a heap says that it is collecting: a word that is 0 at rest, and another small number while it
 * collects, whatever the kind; of several, which parts of the collector have, that next to the counter.
 * `null` where none was seen.
 */
export async function learnState(
  memory: ProcessMemory,
  heap: number,
  counter: number,
  collect: Collect,
): Promise<number | null> {
  const count = stateBytes / 4;
  const bytes = Buffer.alloc(stateBytes);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, count);
  const seen = { major: new Uint32Array(count), minor: new Uint32Array(count) };
  const isOther = new Uint8Array(count);
  const look = (active: Uint32Array): void => {
    if (!memory.readInto(heap, bytes)) return;
    for (let index = 0; index < count; index++) {
      const word = words[index] ?? 0;
      if (word >= mostStates) isOther[index] = 1;
      else if (word !== 0) active[index] = (active[index] ?? 0) + 1;
    }
  };
  for (let round = 0; round < mostRounds; round++) {
    await during(collect('major', watchedMajors), () => look(seen.major));
    await during(collect('minor', watchedMinors), () => look(seen.minor));
    // At rest it is 0.
    memory.readInto(heap, bytes);
    const scores = Array.from(words, (word, index) =>
      word === 0 && isOther[index] === 0
        ? Math.min(seen.major[index] ?? 0, seen.minor[index] ?? 0)
        : 0,
    );
    const least = Math.max(leastSeen, Math.max(...scores) / 2);
    const places = scores.flatMap((score, index) => (score >= least ? [4 * index] : []));
    const [nearest] = places.toSorted((a, b) => Math.abs(a - counter) - Math.abs(b - counter));
    if (nearest !== undefined) return nearest;
  }
  return null;
}

/** Looks again and again until something is done. */
async function during(work: Promise<void>, look: () => void): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  work.then(end, end);
  while (!over.signal.aborted) {
    for (let read = 0; read < readsPerTurn; read++) look();
    await nextTurn();
  }
  await work;
}

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let known: (() => void) | undefined;

/** Runs full collections until nothing more can go. */
export function collectGarbage(): void {
  const once = collector();
  // The first may only finish what an incremental one began, the second frees what that kept.
  for (let round = 0; round < 3; round++) once();
}

/** As much garbage as may lie about, unless four times as much is alive. */
const mostGarbageBytes = 2 ** 26;

/**
 * For work on one part after the other that should take no more memory for many than for one: called
 * between two of them, the result collects once enough of the heap may be garbage. V8 lets the heap grow to
 * four times what it found alive, and what was made while it looked counts as alive: from collection to
 * collection the heap of a long work grows, though nothing is held.
 */
export function collectBetweenParts(): () => void {
  let keptBytes = 0;
  return () => {
    if (usedBytes() - keptBytes < Math.max(mostGarbageBytes, keptBytes / 4)) return;
    collectGarbageOnce();
    keptBytes = usedBytes();
  };
}

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

/** Runs one full collection, which leaves little. */
export function collectGarbageOnce(): void {
  collector()();
}

function collector(): () => void {
  known ??= exposed();
  return known;
}

function exposed(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new TypeError('expected V8 to expose its collector');
  return () => void collect();
}

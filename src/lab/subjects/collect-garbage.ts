import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/** Runs full collections until nothing more can go. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  collect ??= exposed(runInNewContext('gc'));
  // The first may only finish what an incremental one began, the second frees what that kept.
  for (let round = 0; round < 3; round++) collect();
}

function exposed(gc: unknown): () => void {
  if (typeof gc !== 'function') throw new TypeError('expected V8 to expose its collector');
  return () => void gc();
}

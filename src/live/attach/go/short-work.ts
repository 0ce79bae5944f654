import { setFlagsFromString } from 'node:v8';

/**
 * Does work that is over before V8 would gain by what it prepares for: compiling the loops takes a third of the CPU time of a first
 * scan, on threads of V8's own, and most of what is compiled comes too late; a young generation that grows is memory that nobody has
 * touched before, and most of what is made stays, which several threads copy no faster than one. What is optimized already stays so.
 */
export async function asShortWork<Result>(work: () => Promise<Result>): Promise<Result> {
  setFlagsFromString('--no-opt');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
  try {
    return await work();
  } finally {
    setFlagsFromString('--parallel-scavenge');
    setFlagsFromString('--semi-space-growth-factor=2');
    setFlagsFromString('--opt');
  }
}

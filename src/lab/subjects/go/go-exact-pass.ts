import { totalOperations } from '../../workload/total-operations.ts';
import type { ExactEnd, PassOptions } from '../target.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { ExactReading } from './exact-reading.ts';
import { GoBlocks } from './go-blocks.ts';
import { earlyEndOutcome, openGoCell, skippedWithoutGo } from './open-go-cell.ts';

/** Operations of one writer in a frame. */
const blockOperations = 8192;
/** Each point costs a garbage collection. */
const evenSteps = 96;
/**
 * The heap is the whole process's. What the runtime took meanwhile and kept is in figures that
 * nobody can tell from outside, so such a run is not counted.
 */
const mostTries = 3;

/**
 * Runs a cell on a real Go map, one goroutine, the writers in turn, and counts: bytes and allocations
 * by the runtime's own counters, bytes held by what a collection leaves, growths by the header. The
 * portable hash with a fixed key makes the counts repeatable; string data lies outside the heap. A
 * run in whose heap something else stayed is run again.
 */
export async function goExactPass(
  options: PassOptions,
  toolchain?: GoToolchain,
): Promise<ExactEnd> {
  const tries = options.cell.guard === 'sync.Map' ? 1 : mostTries;
  for (let left = tries - 1; ; left--) {
    const { strays, ...end } = await countOnce(options, toolchain);
    if (strays === 0 || left === 0) return end;
  }
}

async function countOnce(
  { cell, onState }: PassOptions,
  toolchain?: GoToolchain,
): Promise<ExactEnd & { readonly strays: number }> {
  const blocks = new GoBlocks(cell, blockOperations);
  const program = await openGoCell(
    cell,
    {
      kind: 'exact',
      interval: Math.ceil(totalOperations(cell.workload) / evenSteps),
      env: { GODEBUG: 'cpu.aes=off', GOGC: 'off', GOMAXPROCS: '1' },
    },
    toolchain,
  );
  if (program === null) return { counts: null, outcome: skippedWithoutGo, strays: 0 };
  const reading = new ExactReading(onState);
  let isTaken = true;
  for (let block = blocks.next(); block !== null && isTaken; block = blocks.next()) {
    isTaken = await program.send(block.frame);
    // The program works alone: the next frame is drawn when it has done this one.
    while (isTaken) {
      const line = await program.readLine();
      if (line === null) isTaken = false;
      else if (reading.take(line) === 'state') break;
    }
  }
  if (isTaken) await program.send(GoBlocks.endFrame());
  for (let line = await program.readLine(); line !== null; line = await program.readLine())
    reading.take(line);
  const end = await program.finish();
  return end.exitCode === 0 && reading.end !== null
    ? {
        counts: reading.counts(cell, reading.end),
        outcome: { kind: 'completed' },
        strays: reading.end.strays,
      }
    : { counts: null, outcome: earlyEndOutcome(cell, end, reading.last), strays: 0 };
}

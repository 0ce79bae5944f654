import process from 'node:process';
import test, { type ExecutionContext } from 'ava';
import { Discovery, type Look } from '../../../../src/live/attach/node/discovery.ts';
import { viewHeap } from '../../../../src/live/attach/node/heap/heap-view.ts';
import { learnProgram } from '../../../../src/live/attach/node/learn-program.ts';
import type { NodeLayout } from '../../../../src/live/attach/node/layout/node-layout.ts';
import { findNodeProgram } from '../../../../src/live/attach/node/node-program.ts';
import { ProcessMemory } from '../../../../src/live/attach/proc/process-memory.ts';
import { NodeProgram } from '../../../support/node-programs.ts';

/** What the program holds. */
const maps = 2000;
/** At which parts of a look the heap is compacted. */
const parts = 6;

/** Shows collections as if each had been counted at the start: as a heap does whose next one is about to begin. */
class CountedBefore extends ProcessMemory {
  readonly #counters: ReadonlySet<number>;
  readonly #counts = new Map<number, Buffer | null>();

  constructor(pid: number, counters: readonly number[]) {
    super(pid);
    this.#counters = new Set(counters);
  }

  override read(address: number, bytes: number): Buffer | null {
    if (!this.#counters.has(address)) return super.read(address, bytes);
    const count = this.#counts.get(address) ?? super.read(address, bytes);
    this.#counts.set(address, count);
    return count;
  }
}

async function lookDuring(
  t: ExecutionContext,
  withLayout: (layout: NodeLayout) => NodeLayout,
): Promise<void> {
  const program = await NodeProgram.start(t, process.execPath, 'moving.mjs');
  const { pid } = program;
  await program.ask('once');
  const node = findNodeProgram(pid);
  if (node === null) throw new Error('expected a Node.js program');
  const layout = withLayout(await learnProgram(node, pid));
  const { collections } = layout;
  if (collections === null) throw new Error('expected counters of collections');
  const first = new ProcessMemory(pid);
  const { heaps } = viewHeap(first, pid, layout);
  first.close();
  const memory = new CountedBefore(
    pid,
    heaps.map((heap) => heap + collections.all),
  );
  t.teardown(() => {
    memory.close();
  });
  /** A first look; the heap is compacted when it has paused so many times. */
  const look = async (movesAt: number | null): Promise<Look & { readonly pauses: number }> => {
    let pauses = 0;
    const seen = await new Discovery(memory, pid, layout).run(async () => {
      pauses += 1;
      if (pauses === movesAt) await program.ask('once');
    });
    return { ...seen, pauses };
  };
  const { pauses } = await look(null);
  for (let part = 0; part < parts; part++) {
    const { found, missing } = await look(1 + Math.floor((part * pauses) / parts));
    const own = found.filter(({ collection }) => collection.table.entries === 5);
    const held = own.filter(({ owner }) => owner.isReferenced !== false).length;
    t.true(held >= maps || missing !== null, `${held} of ${maps} when part ${part} had begun`);
  }
}

test('Maps that a collection moves which was counted before a look are not told to be garbage', (t) =>
  lookDuring(t, (layout) => layout));

test('the same holds where a heap does not count the collections of all of it', (t) =>
  lookDuring(t, (layout) => ({
    ...layout,
    collections: layout.collections && { ...layout.collections, major: null },
  })));

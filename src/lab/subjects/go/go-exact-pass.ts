import { boolean, discriminatedUnion, literal, number, object, partialRecord, string } from 'zod';
import type { Cell } from '../../config/cell.ts';
import type { GrowthEvent } from '../../../maps/model/growth-event.ts';
import { growthKindSchema } from '../../../maps/figures/growth-schemas.ts';
import type { ExactCounts, StaircasePoint } from '../../record/exact-result.ts';
import type { LastState } from '../../record/outcome.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { canonicalDigest } from '../canonical-digest.ts';
import { StateTicker } from '../state-ticker.ts';
import type { ExactEnd, PassOptions } from '../target.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { GoBlocks } from './go-blocks.ts';
import { earlyEndOutcome, openGoCell, skippedWithoutGo } from './open-go-cell.ts';

/** Operations of one writer in a frame. */
const BLOCK = 8192;
/** Each point costs a garbage collection. */
const EVEN_STEPS = 96;
/**
 * The heap is the whole process's. What the runtime took meanwhile and kept is in figures that
 * nobody can tell from outside, so such a run is not counted.
 */
const MOST_TRIES = 3;

const messageSchema = discriminatedUnion('kind', [
  /** Of no meaning: what printing takes was taken. */
  object({ kind: literal('warm') }),
  object({ kind: literal('state'), operations: number(), entries: number() }),
  object({
    kind: literal('point'),
    operation: number(),
    entries: number(),
    bytesHeld: number(),
    slots: number(),
  }),
  object({
    kind: literal('growth'),
    growth: growthKindSchema,
    shard: number(),
    operation: number(),
    entries: number(),
    from: number(),
    to: number(),
    before: number(),
    during: number(),
    after: number(),
    writes: number(),
  }),
  object({
    kind: literal('end'),
    version: string(),
    insert: number(),
    update: number(),
    delete: number(),
    lookup: number(),
    entries: number(),
    capacity: number(),
    buckets: number(),
    slots: number(),
    overflow: number(),
    estimate: number(),
    growing: boolean(),
    held: number(),
    /** Bytes that outlived the map: the runtime's own, taken meanwhile. */
    strays: number(),
    peak: number(),
    bytes: number(),
    allocations: number(),
    dropped: number(),
    kinds: partialRecord(growthKindSchema, number()),
  }),
]);

type Message = ReturnType<typeof messageSchema.parse>;
type End = Extract<Message, { kind: 'end' }>;

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
  const tries = options.cell.guard === 'sync.Map' ? 1 : MOST_TRIES;
  for (let left = tries - 1; ; left--) {
    const { strays, ...end } = await countOnce(options, toolchain);
    if (strays === 0 || left === 0) return end;
  }
}

async function countOnce(
  { cell, onState }: PassOptions,
  toolchain?: GoToolchain,
): Promise<ExactEnd & { readonly strays: number }> {
  const blocks = new GoBlocks(cell, BLOCK);
  const program = await openGoCell(
    cell,
    {
      kind: 'exact',
      interval: Math.ceil(totalOperations(cell.workload) / EVEN_STEPS),
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
      else if (reading.take(line).kind === 'state') break;
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

class ExactReading {
  end: End | null = null;
  last: LastState | null = null;
  readonly #points: StaircasePoint[] = [];
  readonly #growths: GrowthEvent[] = [];
  readonly #ticker: StateTicker;
  #bytesHeld = 0;

  constructor(onState: PassOptions['onState']) {
    this.#ticker = new StateTicker(onState);
  }

  take(line: string): Message {
    const message = messageSchema.parse(JSON.parse(line));
    switch (message.kind) {
      case 'state': {
        const { operations, entries } = message;
        const state = { operations, entries, bytesHeld: this.#bytesHeld };
        this.last = state;
        this.#ticker.tick(() => state);
        break;
      }
      case 'point':
        this.#addPoint(message);
        break;
      case 'growth':
        this.#growths.push(toGrowth(message));
        break;
      case 'end':
        this.end = message;
        break;
      case 'warm':
        break;
    }
    return message;
  }

  counts(cell: Cell, end: End): ExactCounts {
    const { insert, update, delete: removed, lookup, entries, slots } = end;
    const counts = {
      operations: totalOperations(cell.workload),
      operationsByKind: { insert, update, delete: removed, lookup },
      stats: {
        entries,
        capacityEntries: end.capacity,
        loadFactor: slots === 0 ? 0 : entries / slots,
        buckets: end.buckets,
        overflowBuckets: end.overflow,
        overflowBucketsEstimate: end.estimate,
        isGrowing: end.growing,
        bytesCurrent: end.held,
        bytesOld: 0,
        bytesHeld: end.held,
        bytesPeak: end.peak,
        totalBytesAllocated: end.bytes,
        totalAllocations: end.allocations,
        bytesAbandoned: Math.max(0, end.bytes - end.held),
        growthsByKind: end.kinds,
      },
      chains: {
        entriesPerBucket: [],
        bucketsPerChain: [],
        maxChainBuckets: 0,
        meanChainBuckets: 0,
        maxChainEntries: 0,
      },
      growthEvents: this.#growths,
      growthEventsDropped: end.dropped,
      staircase: this.#staircase(),
      realMap: end.version,
    };
    // Which keys a sync.Map moves when is up to chance, and with it what it allocates.
    const certain =
      cell.guard === 'sync.Map'
        ? { operationsByKind: counts.operationsByKind, entries, realMap: end.version }
        : counts;
    return { ...counts, digest: canonicalDigest(certain) };
  }

  #addPoint({ operation, entries, bytesHeld, slots }: Extract<Message, { kind: 'point' }>): void {
    this.#bytesHeld = bytesHeld;
    if (this.#points.at(-1)?.operation === operation) return;
    const loadFactor = slots === 0 ? 0 : entries / slots;
    this.#points.push({ operation, entries, bytesHeld, loadFactor });
  }

  /** Both sides of every growth between the even points. */
  #staircase(): readonly StaircasePoint[] {
    const loads = this.#points;
    // The load of the last even point: what the table held in between was not asked.
    const loadAt = (operation: number): number =>
      loads.findLast((point) => point.operation <= operation)?.loadFactor ?? 0;
    const points = this.#growths.flatMap(({ operation, entries, bytesBefore, bytesDuring }) => {
      const loadFactor = loadAt(operation);
      return [
        { operation: operation - 1, entries: entries - 1, bytesHeld: bytesBefore, loadFactor },
        { operation, entries, bytesHeld: bytesDuring, loadFactor },
      ];
    });
    const byOperation = new Map([...points, ...loads].map((point) => [point.operation, point]));
    return [...byOperation.values()].toSorted((a, b) => a.operation - b.operation);
  }
}

function toGrowth(message: Extract<Message, { kind: 'growth' }>): GrowthEvent {
  const isFinished = message.after >= 0;
  return {
    kind: message.growth,
    shard: message.shard,
    operation: message.operation,
    entries: message.entries,
    fromBuckets: message.from,
    toBuckets: message.to,
    bytesBefore: message.before,
    bytesDuring: message.during,
    bytesAfter: isFinished ? message.after : null,
    writesToFinish: isFinished ? message.writes : null,
    startNs: null,
    durationNs: null,
  };
}

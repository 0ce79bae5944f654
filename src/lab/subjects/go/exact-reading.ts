import { boolean, discriminatedUnion, literal, number, object, partialRecord, string } from 'zod';
import type { Cell } from '../../config/cell.ts';
import type { GrowthEvent, GrowthKind } from '../../../maps/model/growth-event.ts';
import { growthKindSchema } from '../../../maps/figures/growth-schemas.ts';
import type { ExactCounts, StaircasePoint } from '../../record/exact-result.ts';
import type { LastState } from '../../record/outcome.ts';
import { type CountedKind, operationCounts } from '../../workload/operation-kinds.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { canonicalDigest } from '../canonical-digest.ts';
import { StateTicker } from '../state-ticker.ts';
import { wholeCounts } from '../whole-counts.ts';
import type { PassOptions } from '../target.ts';

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
    readModifyWrite: number(),
    clear: number(),
    iterate: number(),
    copy: number(),
    deleteIf: number(),
    visited: number(),
    expired: number(),
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

/** What the program says when the workload is over. */
export interface RealMapEnd extends Readonly<Record<CountedKind, number>> {
  readonly version: string;
  readonly visited: number;
  readonly expired: number;
  readonly entries: number;
  readonly capacity: number;
  readonly buckets: number;
  readonly slots: number;
  readonly overflow: number;
  readonly estimate: number;
  readonly growing: boolean;
  readonly held: number;
  /** Bytes that outlived the map: the runtime's own, taken meanwhile. */
  readonly strays: number;
  readonly peak: number;
  readonly bytes: number;
  readonly allocations: number;
  readonly dropped: number;
  readonly kinds: Readonly<Partial<Record<GrowthKind, number>>>;
}

/** What the program of an exact pass says, line by line. */
export class ExactReading {
  end: RealMapEnd | null = null;
  last: LastState | null = null;
  readonly #points: StaircasePoint[] = [];
  readonly #growths: GrowthEvent[] = [];
  readonly #ticker: StateTicker;
  #bytesHeld = 0;

  constructor(onState: PassOptions['onState']) {
    this.#ticker = new StateTicker(onState);
  }

  /** Takes a line; what kind of message it is. */
  take(line: string): 'warm' | 'state' | 'point' | 'growth' | 'end' {
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
    return message.kind;
  }

  counts(cell: Cell, end: RealMapEnd): ExactCounts {
    const { entries, slots } = end;
    const counts = {
      operations: totalOperations(cell.workload),
      operationsByKind: operationCounts((kind) => end[kind]),
      ...wholeCounts(end.visited, end.expired),
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

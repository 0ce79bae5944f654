import { ExpiryQueue } from './expiry-queue.ts';
import { HotKeys } from './hot-keys.ts';
import { hashKey } from '../../base/primitives/key-hash.ts';
import { KeySample } from './key-sample.ts';
import { KeyTable } from './key-table.ts';
import { OperationBlock } from './operation-block.ts';
import { type RecordedOperation, Verb } from './recorded-operation.ts';
import { WorkingSet } from './working-set.ts';

/** The kinds of `recordedKinds`, by their place. */
const insert = 0;
const update = 1;
const remove = 2;
const lookup = 3;

/** More keys than that in the queue are mostly those whose TTL was renewed since. */
const leastQueue = 1024;

/**
 * Turns what was recorded into operations on a map: knows which keys are there, when they expire and how
 * much they carry. An expired key is deleted before the first operation at or after its time.
 */
export class TrafficOperations {
  readonly block: OperationBlock = new OperationBlock();
  readonly keys: KeyTable;
  readonly workingSet: WorkingSet = new WorkingSet();
  readonly hotKeys: HotKeys;
  /** Operations on each shard of a map that is split; empty for one that is not. */
  readonly shardLoads: Float64Array;
  /** Where not every key is remembered any more. */
  sample: KeySample | null = null;
  /** Recorded operations so far. */
  operations = 0;
  /** Keys that were deleted because their time was over. */
  expired = 0;
  /** Keys in the map, and the recorded bytes of them and their values now and at most. */
  entries = 0;
  payloadBytes = 0;
  peakPayloadBytes = 0;
  hasValueSizes = false;
  firstTimeMs: number = Number.NaN;
  /** The latest time so far: time does not go back. */
  nowMs: number = Number.NaN;
  readonly #queue = new ExpiryQueue();
  readonly #hash = new Int32Array(4);

  /**
   * @param remembered see `KeyTable`
   * @param keepsNames whether the heaviest keys may be shown
   * @param shards whose load is counted
   */
  constructor(remembered?: number, keepsNames = false, shards = 0) {
    this.shardLoads = new Float64Array(shards);
    this.keys = new KeyTable(remembered);
    this.hotKeys = new HotKeys(keepsNames);
    this.keys.onFirstForgetting = () => {
      this.sample = new KeySample(this.keys);
      this.hotKeys.startSketch(this.keys);
    };
    this.keys.onMoved = () => {
      this.#refillQueue();
    };
  }

  /** Adds what an operation asks for to the block. */
  take(operation: RecordedOperation): void {
    this.operations += 1;
    this.#advance(operation.timeMs);
    const { verb } = operation;
    if (verb === Verb.Flush) {
      this.#flush(operation.space);
      return;
    }
    hashKey(operation.bytes, operation.keyFrom, operation.keyTo, operation.space, this.#hash);
    const slot = this.keys.slotOf(this.#hash);
    if (this.shardLoads.length > 0) this.#countShard();
    this.sample?.add(this.keys.shortHash(slot));
    this.workingSet.see(this.keys, slot, this.operations, this.nowMs);
    this.hotKeys.see(this.keys, slot, operation);
    const isThere = this.keys.isLive(slot);
    const kind = kindOf(verb, isThere);
    this.block.add(kind, this.keys.numberOf(slot), this.nowMs, this.operations);
    if (kind === remove) this.#drop(slot);
    else if (kind !== lookup) this.#store(slot, operation, isThere);
    if (verb === Verb.Expire && isThere) this.#expireIn(slot, operation.ttlMs);
  }

  /** By bits of the hash that nothing else goes by: as even as those of a guard. */
  #countShard(): void {
    const { shardLoads } = this;
    const shard = ((this.#hash[3] ?? 0) >>> 0) % shardLoads.length;
    shardLoads[shard] = (shardLoads[shard] ?? 0) + 1;
  }

  #advance(timeMs: number): void {
    if (Number.isNaN(timeMs) || timeMs < this.nowMs) return;
    if (Number.isNaN(this.firstTimeMs)) this.firstTimeMs = timeMs;
    this.nowMs = timeMs;
    while (this.#queue.next <= timeMs) {
      const slot = this.#queue.nextSlot;
      const at = this.#queue.next;
      this.#queue.pop();
      // A key that was renewed or deleted since stands in the queue once more, or no longer counts.
      if (!this.keys.isLive(slot) || this.keys.expiryOf(slot) !== at) continue;
      this.expired += 1;
      this.block.add(remove, this.keys.numberOf(slot), timeMs, this.operations);
      this.#drop(slot);
    }
  }

  #store(slot: number, operation: RecordedOperation, isThere: boolean): void {
    const { keyBytes, valueBytes, ttlMs } = operation;
    if (isThere) this.payloadBytes -= this.keys.payloadOf(slot);
    else {
      this.entries += 1;
      this.keys.enter(slot, operation.space);
    }
    if (valueBytes >= 0) this.hasValueSizes = true;
    this.keys.setPayload(slot, keyBytes, valueBytes);
    this.payloadBytes += this.keys.payloadOf(slot);
    if (this.payloadBytes > this.peakPayloadBytes) this.peakPayloadBytes = this.payloadBytes;
    // What says nothing of a time to live leaves it as it was.
    if (!Number.isNaN(ttlMs)) this.#expireIn(slot, ttlMs);
  }

  #drop(slot: number): void {
    if (!this.keys.isLive(slot)) return;
    this.entries -= 1;
    this.payloadBytes -= this.keys.payloadOf(slot);
    if (this.entries === 0) this.block.emptiedAt.push(this.block.length);
    this.keys.leave(slot);
    this.keys.setExpiry(slot, 0);
  }

  #expireIn(slot: number, ttlMs: number): void {
    const at = ttlMs > 0 && !Number.isNaN(this.nowMs) ? this.nowMs + ttlMs : 0;
    this.keys.setExpiry(slot, at);
    if (at === 0) return;
    if (this.#queue.length > 2 * this.entries + leastQueue) this.#refillQueue();
    else this.#queue.push(at, slot);
  }

  /** The keys that are in the map and expire, each once. */
  #refillQueue(): void {
    this.#queue.clear();
    for (let slot = 0; slot < this.keys.length; slot++)
      if (this.keys.isLive(slot) && this.keys.expiryOf(slot) > 0)
        this.#queue.push(this.keys.expiryOf(slot), slot);
  }

  /** As deletions, one by one, of the keys of a space; below 0: of all. */
  #flush(space: number): void {
    for (let slot = 0; slot < this.keys.length; slot++) {
      const isGone = this.keys.isLive(slot) && (space < 0 || this.keys.spaceOf(slot) === space);
      if (!isGone) continue;
      this.block.add(remove, this.keys.numberOf(slot), this.nowMs, this.operations);
      this.#drop(slot);
    }
  }
}

function kindOf(verb: Verb, isThere: boolean): number {
  switch (verb) {
    case Verb.Insert:
      return insert;
    case Verb.Update:
      return update;
    case Verb.Delete:
      return remove;
    case Verb.Fill:
    case Verb.Add:
      return isThere ? lookup : insert;
    case Verb.Lookup:
    case Verb.Expire:
    case Verb.Flush:
      return lookup;
  }
}

import { fitZipf } from '../../base/stats/streams/fit-zipf.ts';
import { LinearCount } from '../../base/stats/streams/linear-count.ts';
import { type HeavyHitter, SpaceSaving } from '../../base/stats/streams/space-saving.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Kernel } from '../../maps/reference/kernel/kernel.ts';
import { hashKey } from '../../base/primitives/key-hash.ts';
import type { ExactCounts } from '../record/exact-result.ts';
import type { KeyLoad, KeyUse } from '../record/key-use.ts';
import { firstWholeKind, isWriteKind } from '../workload/operation-kinds.ts';
import { OperationStream, type PlacedWorkload } from '../workload/operation-stream.ts';

/** Counters of a sketch: a count is too high by at most 1 in so many operations. */
const counters = 1024;
const shownKeys = 10;
const blockOperations = 1024;
/** Beyond that the first ones stand for all: a fifth of a second. */
const mostOperations = 2 ** 20;
/** A count that is less certain than this says nothing of its rank. */
const leastCertainty = 0.95;

/**
 * Which keys the operations of a workload ask for: the streams of its writers are drawn once more, outside
 * of every pass, so that no pass is slower for it. Memory is the same for any workload.
 *
 * @param kernel that has the workload laid out
 * @param performed operations of all writers that a pass came to, and the look-ups among them
 * @param shards operations on each shard, where a pass counted them
 * @returns `null` where there is no room for the streams beside the map
 */
export function countKeyUse(
  kernel: Kernel,
  workload: PlacedWorkload,
  performed: { readonly operations: number; readonly lookups: number },
  shards: readonly number[] | null,
): KeyUse | null {
  const streams = streamsOf(kernel, workload);
  if (streams === null) return null;
  const looked = Math.min(performed.operations, mostOperations);
  const hasLookups = performed.lookups > 0;
  const all = new SpaceSaving(counters);
  // Where there are no look-ups both are the same.
  const writes = hasLookups ? new SpaceSaving(counters) : all;
  const distinct = new LinearCount();
  const take = (stream: OperationStream, length: number): void => {
    for (let at = 0; at < length; at++) {
      const kind = stream.kindAt(at);
      // An operation on the whole map asks for no key.
      if (kind >= firstWholeKind) continue;
      const key = stream.indexAt(at);
      all.add(key);
      if (hasLookups && isWriteKind[kind] === true) writes.add(key);
      distinct.add(mixed(key));
    }
  };
  let left = looked;
  for (let isMore = true; isMore && left > 0;) {
    isMore = false;
    // In turn, as the exact pass takes them, by the block.
    for (const stream of streams) {
      if (!stream.fill()) continue;
      isMore = true;
      const length = Math.min(left, stream.length);
      left -= length;
      take(stream, length);
    }
  }
  const hitters = all.top(counters);
  return {
    operations: all.total,
    writes: writes.total,
    distinctKeys: distinct.estimate,
    hotKeys: loadsOf(hitters, all.total),
    hotWrites: loadsOf(writes.top(shownKeys), writes.total),
    zipf: fitZipf(certainCounts(hitters)),
    curve: curveOf(hitters, all.total),
    shards,
  };
}

function streamsOf(kernel: Kernel, workload: PlacedWorkload): readonly OperationStream[] | null {
  try {
    return Array.from(
      { length: workload.writers },
      (_, writer) => new OperationStream(kernel, workload, writer, blockOperations),
    );
  } catch (error) {
    if (error instanceof SandboxError && error.code === 'environment') return null;
    throw error;
  }
}

/** Spreads numbers in a row evenly: the finish of MurmurHash3. */
function mixed(key: number): number {
  let hash = (key ^ (key / 2 ** 32)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function placeNumber(word: Uint8Array, key: number): void {
  let rest = key;
  for (let byte = 0; byte < 8; byte++) {
    word[byte] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

/** 52 bits of the hash of a key's number, in hexadecimal. */
function hashText(key: number): string {
  const hash = new Int32Array(4);
  const word = new Uint8Array(8);
  placeNumber(word, key);
  hashKey(word, 0, 8, 0, hash);
  const bits = ((hash[1] ?? 0) >>> 12) * 2 ** 32 + ((hash[0] ?? 0) >>> 0);
  return bits.toString(16).padStart(13, '0');
}

function loadsOf(hitters: readonly HeavyHitter[], total: number): readonly KeyLoad[] {
  // What is a mere error was counted for another key.
  return hitters
    .slice(0, shownKeys)
    .filter(({ count, error }) => count > error)
    .map(({ key, count, error }) => ({
      hash: hashText(key),
      operations: count,
      error,
      share: count / total,
    }));
}

/** Down to the first count that might as well be that of a lighter key. */
function certainCounts(hitters: readonly HeavyHitter[]): readonly number[] {
  const unsure = hitters.findIndex(({ count, error }) => count - error < leastCertainty * count);
  return hitters.slice(0, unsure === -1 ? hitters.length : unsure).map(({ count }) => count);
}

/** At 1, 2, 4 ... keys: what was surely counted for them. */
function curveOf(hitters: readonly HeavyHitter[], total: number): KeyUse['curve'] {
  const points: { keys: number; share: number }[] = [];
  let sum = 0;
  for (const [index, { count, error }] of hitters.entries()) {
    sum += count - error;
    const keys = index + 1;
    const isPoint = Number.isInteger(Math.log2(keys)) || keys === hitters.length;
    if (isPoint) points.push({ keys, share: sum / total });
  }
  return points;
}

/** What an exact pass came to, as `countKeyUse` takes it. */
export function performedIn({
  operations,
  operationsByKind,
}: Pick<ExactCounts, 'operations' | 'operationsByKind'>): Parameters<typeof countKeyUse>[2] {
  return { operations, lookups: operationsByKind.lookup };
}

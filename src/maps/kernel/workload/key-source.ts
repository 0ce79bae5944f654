// Which key index an operation touches, for one writer in one phase. The rules of each distribution
// stand with `KeyDistribution` in src/lab/workload/workload.ts.
import { Random } from '../hash/random';
import { Distribution, OpKind, Packed, Phase, Workload } from './workload-layout';
import { drawZipf, prepareZipf, Zipf, zipfBytes } from './zipf';

@unmanaged
export class KeySource {
  /** index = first + rank * stride */
  first: u64;
  stride: u64;
  /** Keys, hot keys or window of this writer. */
  keys: u64;
  hotKeys: u64;
  hotBelow: u64;
  /** Next rank of each kind where a kind walks; newest and oldest of a window. */
  inserted: u64;
  updated: u64;
  deleted: u64;
  lookedUp: u64;
  modified: u64;
  expiring: u64;
  distribution: Distribution;
  /** Where the last walk or window ended: its first index, and what it had inserted and deleted. */
  lastFirst: u64;
  lastInserted: u64;
  lastDeleted: u64;
  hasDeletes: u32;
  table: u32;
}

/** Its `Zipf` lies behind a source's own fields. */
const ZIPF_AT: usize = (offsetof<KeySource>() + 7) & ~7;

/** How many of `total` things fall to `writer` when they are dealt out in turn. */
function shareOf(total: u64, writer: u64, writers: u64): u64 {
  return total > writer ? (total - writer + writers - 1) / writers : 0;
}

/** Bytes of a key source with its `Zipf` behind it. */
export function keySourceBytes(): usize {
  return ZIPF_AT + zipfBytes();
}

function zipfOf(source: KeySource): Zipf {
  return changetype<Zipf>(changetype<usize>(source) + ZIPF_AT);
}

/** Before the first phase of a writer. */
export function forgetWalks(source: KeySource): void {
  source.distribution = Distribution.Uniform;
  source.lastFirst = 0;
  source.lastInserted = 0;
  source.lastDeleted = 0;
}

function walks(distribution: Distribution): bool {
  return distribution == Distribution.Sequential || distribution == Distribution.SlidingWindow;
}

/** Keeps where a walk or window ends. */
function rememberWalk(source: KeySource): void {
  if (!walks(source.distribution)) return;
  source.lastFirst = source.first;
  source.lastInserted = source.inserted;
  source.lastDeleted = source.deleted;
}

export function openKeySource(
  source: KeySource,
  workload: Workload,
  phase: Phase,
  writer: u32,
): void {
  const isDisjoint = workload.isDisjoint != 0;
  const writers: u64 = isDisjoint ? workload.writers : 1;
  const own: u64 = isDisjoint ? writer : 0;
  rememberWalk(source);
  source.distribution = phase.distribution;
  source.first = phase.startAt + own;
  source.stride = writers;
  source.keys = shareOf(phase.keys, own, writers);
  source.hotKeys = shareOf(phase.hotKeys, own, writers);
  source.hotBelow = phase.hotBelow;
  source.inserted = 0;
  source.updated = 0;
  source.deleted = 0;
  source.lookedUp = 0;
  source.modified = 0;
  source.expiring = 0;
  source.hasDeletes = phase.deleteBelow > phase.updateBelow ? 1 : 0;
  source.table = phase.table;
  if (phase.continues != 0) {
    source.first = source.lastFirst;
    source.inserted = source.lastInserted;
    source.deleted = source.lastDeleted;
  }
  if (phase.distribution == Distribution.Trace) openTrace(source, workload, phase, writer);
  if (phase.distribution == Distribution.Zipfian)
    prepareZipf(zipfOf(source), source.keys, phase.exponent);
}

/** Recorded operations go to the writers in turn, whose keys are. */
function openTrace(source: KeySource, workload: Workload, phase: Phase, writer: u32): void {
  source.keys = phase.keys;
  source.stride = workload.writers;
  source.inserted = writer;
}

/** The next recorded operation of the writer; behind the last one it starts over. */
function nextRecorded(source: KeySource): u64 {
  const at = source.inserted;
  source.inserted = at + source.stride;
  return load<u64>(<usize>source.table + <usize>((at % source.keys) << 3));
}

/** The cursor of a kind: they lie side by side in the order of the kinds. */
function cursorOf(source: KeySource, kind: OpKind): usize {
  return changetype<usize>(source) + offsetof<KeySource>('inserted') + (kind << 3);
}

function stepCursor(source: KeySource, kind: OpKind): u64 {
  return takeRow(source, kind, 1);
}

/** The first of the next `count` ranks of a kind that come in a row. */
export function takeRow(source: KeySource, kind: OpKind, count: u32): u64 {
  const cursor = cursorOf(source, kind);
  const rank = load<u64>(cursor);
  store<u64>(cursor, rank + count);
  return rank;
}

function drawHot(source: KeySource, random: Random): u64 {
  const cold = source.keys - source.hotKeys;
  if (random.next() >> 32 < source.hotBelow || cold == 0) return random.below(source.hotKeys);
  return source.hotKeys + random.below(cold);
}

/** A window may change the kind; the answer is packed like an operation, rank instead of index. */
function drawWindow(source: KeySource, random: Random, kind: OpKind): u64 {
  const live = source.inserted - source.deleted;
  const isOver = live > source.keys;
  if (kind == OpKind.Delete || (kind == OpKind.Insert && source.hasDeletes != 0)) {
    const turned = isOver ? OpKind.Delete : OpKind.Insert;
    return Packed.of(turned, stepCursor(source, turned));
  }
  const stores = kind == OpKind.Update || kind == OpKind.ReadModifyWrite;
  if (kind == OpKind.Insert || (stores && live == 0))
    return Packed.of(OpKind.Insert, stepCursor(source, OpKind.Insert));
  if (live == 0) return kind;
  const newest = source.inserted - 1;
  return Packed.of(kind, newest - random.below(isOver ? source.keys : live));
}

function drawAdversarial(source: KeySource, kind: OpKind): u64 {
  const rank = stepCursor(source, kind) % source.keys;
  return load<u64>(<usize>source.table + <usize>((source.first + rank * source.stride) << 3));
}

/** Inlined into the one place that draws. */
export class KeyDraw {
  /** Draws the key of an operation of `kind`: the operation, packed. */
  @inline
  static of(source: KeySource, random: Random, kind: OpKind): u64 {
    let rank: u64 = 0;
    switch (source.distribution) {
      case Distribution.Sequential:
        rank = stepCursor(source, kind);
        break;
      case Distribution.Uniform:
        rank = random.below(source.keys);
        break;
      case Distribution.Zipfian:
        rank = drawZipf(zipfOf(source), random);
        break;
      case Distribution.HotSet:
        rank = drawHot(source, random);
        break;
      case Distribution.SlidingWindow: {
        const packed = drawWindow(source, random, kind);
        return Packed.of(Packed.kind(packed), source.first + Packed.above(packed) * source.stride);
      }
      case Distribution.Adversarial:
        return Packed.of(kind, drawAdversarial(source, kind));
      case Distribution.Trace:
        return nextRecorded(source);
      default:
        unreachable();
    }
    return Packed.of(kind, source.first + rank * source.stride);
  }
}

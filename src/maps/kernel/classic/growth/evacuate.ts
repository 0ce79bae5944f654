import { Account } from '../../core/accounts';
import { copySmall } from '../../core/copy-small';
import { growthFinished } from '../../core/growth-log';
import { hashKey, isNaNKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { KeyKind, SLOTS } from '../../core/map-type';
import { GoHash } from '../../hash/go-hash';
import { ClassicCounters } from '../counters';
import {
  Bucket,
  Classic,
  EVACUATED_EMPTY,
  EVACUATED_X,
  HMap,
  ITERATOR,
  OLD_ITERATOR,
  SAME_SIZE_GROW,
} from '../hmap';
import { addOverflow } from './overflow';
import { releaseArray, releaseChain, releaseOverflow } from '../release';

/** All eight slots marked "evacuated, was empty". */
const ALL_EVACUATED_EMPTY: u64 = 0x0404040404040404;
/** How far one step looks for old buckets that writes have moved already. */
const LOOK_AHEAD: u64 = 1024;

/** Elems whose size is only known at run time. */
const ANY_SIZE: u32 = u32.MAX_VALUE;

class Move {
  /** Hash of a stored key. */
  @inline
  private static hash(m: MapHandle, kind: KeyKind, key: usize): u64 {
    if (kind == KeyKind.Word64) return GoHash.of64(load<u64>(key), m.seeded, m.h1);
    return hashKey(m, m.type.keyIsIndirect ? load<usize>(key) : key);
  }

  /**
   * Moves the entries of the old bucket `head` and its chain to the buckets X and, when doubling,
   * Y. `kind` and `elemSize` are constants where this is inlined. The two targets are chosen by
   * arithmetic, because which one it is cannot be predicted.
   */
  @inline
  static chain(
    m: MapHandle,
    h: HMap,
    head: usize,
    x: usize,
    oldCount: u64,
    kind: KeyKind,
    elemSize: u32,
  ): void {
    const type = m.type;
    const doubling = (h.flags & SAME_SIZE_GROW) == 0;
    const newBit: u64 = doubling ? oldCount : 0;
    const shift = <u64>ctz(oldCount);
    let targetX = x;
    let targetY = doubling ? x + <usize>oldCount * type.bucketSize : 0;
    // Next slot of X in the low half, of Y in the high half.
    let nextSlots: u32 = 0;
    for (let bucket = head; bucket != 0; bucket = Bucket.next(type, bucket)) {
      const tops = load<u64>(bucket);
      const fullSlots = Bucket.freeSlots(Bucket.tops(bucket)) ^ 0xff;
      let states = ALL_EVACUATED_EMPTY;
      for (let full = fullSlots; full != 0; full &= full - 1) {
        const slot = <usize>ctz(full);
        const key = type.key(bucket, slot);
        let top = <u8>(tops >> (<u64>(slot << 3)));
        let toY = newBit == 0 ? 0 : <u32>((Move.hash(m, kind, key) & newBit) >> shift);
        // While a loop may go on, a NaN goes where the loop can tell, and draws its next way.
        if (kind != KeyKind.Word64 && (h.flags & ITERATOR) != 0 && isNaNKey(type, key)) {
          if (newBit != 0) toY = top & 1;
          top = <u8>Bucket.tophash(hashKey(m, key));
        }
        // Evacuated-empty becomes evacuated X or, one more, Y.
        const bit = <u64>(slot << 3);
        const change: u64 = <u64>(EVACUATED_EMPTY ^ EVACUATED_X) + toY;
        states ^= change << bit;
        const half = toY << 4;
        let at = <usize>((nextSlots >> half) & 0xff);
        let target = targetX + ((targetY - targetX) & (0 - toY));
        if (at == SLOTS) {
          target = addOverflow(m, target);
          if (toY) targetY = target;
          else targetX = target;
          nextSlots &= ~(0xff << half);
          at = 0;
        }
        nextSlots += (<u32>1) << half;
        store<u8>(target + at, top);
        const newElem = type.elem(target, at);
        const elem = type.elem(bucket, slot);
        if (kind == KeyKind.Word64) store<u64>(target + (at << 3), load<u64>(key), 8);
        else copySmall(type.key(target, at), key, type.keySlot);
        if (elemSize == 8) store<u64>(newElem, load<u64>(elem));
        else copySmall(newElem, elem, type.elemSlot);
      }
      store<u64>(bucket, states);
    }
  }
}

function moveWords(m: MapHandle, h: HMap, head: usize, x: usize, oldCount: u64): void {
  Move.chain(m, h, head, x, oldCount, KeyKind.Word64, 8);
}

function moveAny(m: MapHandle, h: HMap, head: usize, x: usize, oldCount: u64): void {
  Move.chain(m, h, head, x, oldCount, KeyKind.Bytes, ANY_SIZE);
}

/** With pointers, a moved bucket lets go of its entries and of its overflow chain at once. */
function forgetMoved(m: MapHandle, h: HMap, bucket: usize): void {
  const type = m.type;
  const arrayBytes = <usize>ClassicCounters.of(m).oldArrayBuckets * type.bucketSize;
  releaseChain(m, bucket, h.oldbuckets, arrayBytes, Account.Old);
  memory.fill(bucket + SLOTS, 0, type.bucketSize - SLOTS);
}

/** Chains of the old table that stayed for the sake of a range loop. */
function releaseKept(m: MapHandle, h: HMap, old: usize): void {
  const buckets = ClassicCounters.of(m).oldArrayBuckets;
  releaseOverflow(m, old, h.oldCount(), buckets, null, Account.Old);
}

/** Ends a growth: the whole old array goes only now. */
function finishGrowth(m: MapHandle, h: HMap): void {
  if (!ASC_NO_ASSERT)
    assert(ClassicCounters.of(m).movedBuckets == h.oldCount(), 'old bucket left behind');
  const old = h.oldbuckets;
  const oldB = h.flags & SAME_SIZE_GROW ? h.B : h.B - 1;
  const extra = h.extra;
  h.oldbuckets = 0;
  if (extra !== null) {
    if (!m.type.scan)
      releaseOverflow(
        m,
        old,
        0,
        ClassicCounters.of(m).oldArrayBuckets,
        extra.oldoverflow,
        Account.Old,
      );
    extra.oldoverflow = null;
  }
  // What a loop kept alive: chains that were let go of before have no overflow pointer any more.
  if (m.type.scan && (h.flags & OLD_ITERATOR) != 0) releaseKept(m, h, old);
  h.flags &= ~SAME_SIZE_GROW;
  releaseArray(m, old, oldB, Account.Old);
  ClassicCounters.of(m).oldArrayBuckets = 0;
  ClassicCounters.of(m).oldOverflowBuckets = 0;
  m.growing = 0;
  growthFinished(m);
}

function advance(m: MapHandle, h: HMap, oldCount: u64): void {
  let next = h.nevacuate + 1;
  const stop = min(next + LOOK_AHEAD, oldCount);
  const size = <usize>m.type.bucketSize;
  while (next < stop && Bucket.isEvacuated(h.oldbuckets + <usize>next * size)) next++;
  h.nevacuate = next;
  if (next == oldCount) finishGrowth(m, h);
}

function evacuate(m: MapHandle, h: HMap, index: u64): void {
  const bucket = h.oldbuckets + <usize>index * m.type.bucketSize;
  const oldCount = h.oldCount();
  if (!Bucket.isEvacuated(bucket)) {
    const x = h.buckets + <usize>index * m.type.bucketSize;
    if (m.type.movesWords) moveWords(m, h, bucket, x, oldCount);
    else moveAny(m, h, bucket, x, oldCount);
    ClassicCounters.of(m).movedBuckets++;
    if (m.type.scan && (h.flags & OLD_ITERATOR) == 0) forgetMoved(m, h, bucket);
  }
  if (index == h.nevacuate) advance(m, h, oldCount);
}

/** The share of every write in a growth: moves the bucket it needs, and one more. */
export function growWork(m: MapHandle, bucketIndex: u64): void {
  const h = Classic.header(m);
  m.log.writes++;
  evacuate(m, h, bucketIndex & (h.oldCount() - 1));
  if (h.oldbuckets != 0) evacuate(m, h, h.nevacuate);
}

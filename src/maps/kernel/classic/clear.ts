import { Account } from '../core/accounts';
import { growthFinished } from '../core/growth-log';
import { MapHandle } from '../core/map-handle';
import { linkSpares } from './growth/bucket-array';
import { ClassicCounters } from './counters';
import { WritingFlag } from './guard-flag';
import { Classic, HMap, SAME_SIZE_GROW } from './hmap';
import { releaseAllEntries, releaseArray, releaseOverflow } from './release';
import { reseed } from './reseed';

/** Gives back what entries and overflow buckets hold, and the whole old generation if there is one. */
export function releaseContents(m: MapHandle, h: HMap): void {
  const main = (<u64>1) << (<u64>h.B);
  const oldB = h.flags & SAME_SIZE_GROW ? h.B : h.B - 1;
  releaseAllEntries(m, h.buckets, main);
  if (h.oldbuckets != 0) {
    const old = h.oldOverflowSlice();
    releaseAllEntries(m, h.oldbuckets, h.oldCount());
    releaseOverflow(
      m,
      h.oldbuckets,
      h.oldCount(),
      ClassicCounters.of(m).oldArrayBuckets,
      old,
      Account.Old,
    );
    releaseArray(m, h.oldbuckets, oldB, Account.Old);
  }
  if (h.buckets == 0) return;
  const current = h.overflowSlice();
  releaseOverflow(m, h.buckets, main, ClassicCounters.of(m).arrayBuckets, current, Account.Current);
}

/** Go's clear: keeps B and the array, drops everything else; does nothing to an empty map. */
export function classicClear(m: MapHandle): void {
  const h = Classic.header(m);
  if (h.count == 0) return;
  if (!WritingFlag.mayWrite(m, h)) return;
  WritingFlag.enter(h);
  releaseContents(m, h);
  h.flags &= ~SAME_SIZE_GROW;
  h.oldbuckets = 0;
  h.nevacuate = 0;
  h.noverflow = 0;
  h.count = 0;
  reseed(m);
  const extra = h.extra;
  if (extra !== null) {
    extra.overflow = null;
    extra.oldoverflow = null;
    extra.nextOverflow = 0;
  }
  memory.fill(h.buckets, 0, <usize>ClassicCounters.of(m).arrayBuckets * m.type.bucketSize);
  linkSpares(m, h.buckets, h.B, ClassicCounters.of(m).arrayBuckets);
  ClassicCounters.of(m).overflowBuckets = 0;
  ClassicCounters.of(m).oldOverflowBuckets = 0;
  ClassicCounters.of(m).oldArrayBuckets = 0;
  m.growing = 0;
  growthFinished(m);
  WritingFlag.leave(m, h);
}

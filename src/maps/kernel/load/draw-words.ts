// The commonest stretches of operations, drawn at less cost: all of one kind, on keys of 8 bytes that come in
// a row or each with the same chance, in one map. What they share is read once: a field that was read before a
// write is read again behind it.
import { Coming } from '../core/coming';
import { MapHandle } from '../core/map-handle';
import { GoHash } from '../hash/go-hash';
import { Random } from '../hash/random';
import { IndexWord } from '../workload/key-bytes';
import { takeRow } from '../workload/key-source';
import { OpStream, sourceOf } from '../workload/op-stream';
import { Distribution, OpKind, Packed, Workload } from '../workload/workload-layout';
import { LatencyRecorder, nextGap } from './latency-recorder';
import { Pass, Writer } from './pass';

/** Draws the next `count` operations, which `Operations.alike` told to be such ones. */
export function drawWords(pass: Pass, writer: Writer, count: u32): void {
  const map = changetype<MapHandle>(pass.shard(0).map);
  const stream = changetype<OpStream>(writer.stream);
  const workload = changetype<Workload>(pass.workload);
  const source = sourceOf(stream);
  const random = changetype<Random>(writer.stream);
  const kind = stream.onlyKind;
  const isRow = source.distribution == Distribution.Sequential;
  let rank: u64 = isRow ? takeRow(source, kind, count) : 0;
  const first = source.first;
  const step = source.stride;
  const keys = source.keys;
  const isScrambled = workload.isScrambled != 0;
  const salt = workload.salt;
  const writes = kind != OpKind.Lookup;
  const seeded = map.seeded;
  const h1 = map.h1;
  const stride = pass.comingBytes;
  const end = writer.coming + <usize>count * stride;
  let gap = writer.gap;
  for (let at = writer.coming; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    const index = first + (isRow ? rank++ : random.below(keys)) * step;
    const word = isScrambled ? IndexWord.scramble(index, salt, 64) : index;
    const isTimed = --gap == 0;
    if (isTimed) gap = nextGap(changetype<LatencyRecorder>(writer.recorder));
    coming.operation = Packed.of(kind, index);
    coming.isTimed = isTimed;
    coming.mayTouch = !isTimed;
    coming.writes = writes;
    coming.shard = 0;
    coming.seeded = seeded;
    store<u64>(coming.key, word);
    coming.hash = GoHash.of64(word, seeded, h1);
  }
  writer.gap = gap;
  stream.left -= count;
}

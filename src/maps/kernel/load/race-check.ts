// What a race has cost: the operations of the writers once more, one writer after the other, into a
// map of one's own; then every key that must be there is looked for in the map that was raced.
import { mapAt } from '../map/lifecycle';
import { mapAssign, mapDelete, mapLookup, racedLookup } from '../map/operations';
import { nextOperation, openStream, OpStream } from '../workload/op-stream';
import { OpKind, Packed, Workload } from '../workload/workload-layout';
import { Keyed } from './operate';
import { Pass, Writer } from './pass';
import { RaceLosses } from './pass-records';

/** Operations that a writer has done. */
function doneBy(writer: Writer): u64 {
  return writer.inserts + writer.updates + writer.deletes + writer.lookups + writer.modifies;
}

function reopen(pass: Pass, writer: Writer): OpStream {
  const stream = changetype<OpStream>(writer.stream);
  openStream(stream, changetype<Workload>(pass.workload), writer.number);
  return stream;
}

/** Does what a writer has done to `expected`, values left out; false when memory is refused. */
export function raceExpect(pass: Pass, number: u32, expected: usize): bool {
  const writer = pass.writer(number);
  const stream = reopen(pass, writer);
  const key = pass.coming(writer, 0).key;
  const done = doneBy(writer);
  for (let at: u64 = 0; at < done; at++) {
    const operation = nextOperation(stream);
    const kind = Packed.kind(operation);
    if (kind == OpKind.Lookup) continue;
    Keyed.make(pass, key, Packed.above(operation));
    if (kind == OpKind.Delete) mapDelete(expected, key);
    else {
      const elem = mapAssign(expected, key);
      if (elem == 0) return false;
      if (pass.elemSize < 8) continue;
      if (kind == OpKind.Insert) store<u64>(elem, ((<u64>number) << 48) | (at + 1));
      else store<u64>(elem, load<u64>(elem) + 1);
    }
  }
  return true;
}

/**
 * Looks for what is left in `expected` of a writer's keys in the raced map `map`, and takes it out.
 * Values are compared by their first word, where they have 8 bytes.
 */
export function raceVerify(
  pass: Pass,
  number: u32,
  expected: usize,
  map: usize,
  out: RaceLosses,
): void {
  const writer = pass.writer(number);
  const stream = reopen(pass, writer);
  const key = pass.coming(writer, 0).key;
  const done = doneBy(writer);
  for (let at: u64 = 0; at < done; at++) {
    const operation = nextOperation(stream);
    const kind = Packed.kind(operation);
    if (kind == OpKind.Lookup || kind == OpKind.Delete) continue;
    Keyed.make(pass, key, Packed.above(operation));
    const elem = mapLookup(expected, key);
    if (elem == 0) continue;
    out.keys++;
    const found = racedLookup(mapAt(map), key);
    if (found == 0) out.lost++;
    else if (pass.elemSize >= 8 && load<u64>(found) != load<u64>(elem)) out.otherValues++;
    mapDelete(expected, key);
  }
}

// A key in parts as a map takes it, made of the bytes that key-bytes.ts writes one behind the other.
import { Held, partAt, PartKind } from '../core/keys/key-part';
import { Workload } from './workload-layout';

/** Writes what is the same in every key: where its strings lie, behind `wire`. */
export function openPartsKey(workload: Workload, key: usize, wire: usize): void {
  memory.fill(key, 0, workload.headBytes);
  for (let number: u32 = 0; number < workload.partCount; number++) {
    const part = partAt(workload.parts, number);
    if (part.kind != PartKind.Text) continue;
    store<u64>(key + part.offset, <u64>(wire + part.wire));
    store<u64>(key + part.offset, workload.textBytes, 8);
  }
}

/** Makes the key of the bytes at `wire`. */
export function makePartsKey(workload: Workload, key: usize, wire: usize): void {
  for (let number: u32 = 0; number < workload.partCount; number++) {
    const part = partAt(workload.parts, number);
    const at = key + part.offset;
    const from = wire + part.wire;
    if (part.kind == PartKind.Interface) {
      const isText = load<u32>(from) == Held.Text;
      store<u32>(at, load<u32>(from));
      store<u32>(at, isText ? workload.textBytes : 0, 4);
      store<u64>(at, isText ? <u64>(from + 8) : load<u64>(from, 8), 8);
    } else if (part.kind != PartKind.Text) memory.copy(at, from, part.bytes);
  }
}

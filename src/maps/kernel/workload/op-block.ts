// Operations by the block, for targets outside the kernel: the same stream that the kernel's own
// loops consume.
import { writeKeyBytes } from './key-bytes';
import { nextOperation, OpStream } from './op-stream';
import { OpKind, Packed, Workload } from './workload-layout';

/**
 * Draws up to `capacity` operations: 8 bytes each at `operations`, packed, and the
 * bytes of each key at `keys`, one behind the other with `stride` bytes between; `keys` 0 = none.
 * Returns how many there were; fewer than `capacity` means that the stream has ended.
 */
export function fillBlock(
  stream: OpStream,
  operations: usize,
  keys: usize,
  stride: usize,
  capacity: u32,
): u32 {
  const workload = changetype<Workload>(stream.workload);
  for (let at: u32 = 0; at < capacity; at++) {
    const operation = nextOperation(stream);
    if (operation == OpKind.End) return at;
    store<u64>(operations + ((<usize>at) << 3), operation);
    if (keys != 0) writeKeyBytes(workload, Packed.above(operation), keys + <usize>at * stride);
  }
  return capacity;
}
